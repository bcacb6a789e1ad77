using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class FileTreeTests
{
    [Fact]
    public void Links_to_other_folders_are_followed_and_those_upwards_are_not()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("sub"));
        foreach (var path in new[] { folder.File("b.png"), folder.File("sub/a.png"), folder.File(".hidden.png"), elsewhere.File("c.png") })
            File.WriteAllText(path, "");
        Directory.CreateSymbolicLink(folder.File("sub/loop"), folder.Path);
        Directory.CreateSymbolicLink(folder.File("sub/other"), elsewhere.Path);

        Assert.Equal(["b.png", "sub/a.png", "sub/other/c.png"], FileTree.Files(folder.Path, recursive: true).Select(path => Path.GetRelativePath(folder.Path, path)));
        Assert.Equal(["b.png"], FileTree.Files(folder.Path, recursive: false).Select(Path.GetFileName));
    }

    [Fact]
    public void Links_into_each_others_folders_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        using var folder = new TemporaryFolder();
        foreach (var (name, other) in new[] { ("a", "b"), ("b", "a") })
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllText(folder.File($"{name}/{name}.png"), "");
            Directory.CreateSymbolicLink(folder.File($"{name}/other"), folder.File(other));
        }

        Assert.Equal(["a/a.png", "a/other/b.png", "b/b.png", "b/other/a.png"], FileTree.Files(folder.Path, recursive: true).Select(path => Path.GetRelativePath(folder.Path, path)));
    }

    [Fact]
    public void Link_upwards_is_found_behind_another_link_and_below_a_linked_root()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(elsewhere.File("sub"));
        File.WriteAllText(elsewhere.File("c.png"), "");
        Directory.CreateSymbolicLink(elsewhere.File("sub/up"), elsewhere.Path);
        Directory.CreateSymbolicLink(folder.File("disk"), elsewhere.Path);

        Assert.Equal([folder.File("disk/c.png")], FileTree.Files(folder.Path, recursive: true));
        Assert.Equal([folder.File("disk/c.png")], FileTree.Files(folder.File("disk"), recursive: true));
    }
}
