using System.Runtime.Versioning;
using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class FileTreeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder elsewhere = new();

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Fact]
    public void Links_to_other_folders_are_followed_and_those_upwards_are_not()
    {
        Touch(folder.File("b.png"), folder.File("sub/a.png"), elsewhere.File("c.png"));
        Link(folder.File("sub/loop"), folder.Path);
        Link(folder.File("sub/other"), elsewhere.Path);

        Assert.Equal(["b.png", "sub/a.png", "sub/other/c.png"], Names());
        Assert.Equal(["b.png"], Names(new() { Recursive = false }));
    }

    [Fact]
    public void Links_into_each_others_folders_end()
    {
        Touch(folder.File("a/a.png"), folder.File("b/b.png"));
        Link(folder.File("a/other"), folder.File("b"));
        Link(folder.File("b/other"), folder.File("a"));

        Assert.Equal(["a/a.png", "a/other/b.png", "b/b.png", "b/other/a.png"], Names());
    }

    [Fact]
    public void Link_upwards_is_found_behind_another_link_and_below_a_linked_root()
    {
        Touch(elsewhere.File("c.png"), elsewhere.File("sub/d.png"));
        Link(elsewhere.File("sub/up"), elsewhere.Path);
        Link(folder.File("disk"), elsewhere.Path);

        Assert.Equal([folder.File("disk/c.png"), folder.File("disk/sub/d.png")], FileTree.Files(folder.Path));
        Assert.Equal([folder.File("disk/c.png"), folder.File("disk/sub/d.png")], FileTree.Files(folder.File("disk") + Path.DirectorySeparatorChar));
    }

    [Fact]
    public void Hidden_files_and_folders_count_when_asked_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a dot hides nothing there");
        Touch(folder.File("a.png"), folder.File(".b.png"), folder.File(".c/d.png"));

        Assert.Equal(["a.png"], Names());
        Assert.Equal([".b.png", ".c/d.png", "a.png"], Names(new() { Hidden = true }));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/")]
    [InlineData("way/out")]
    public void Excepted_folder_is_not_entered_by_any_way(string except)
    {
        Touch(folder.File("a.png"), folder.File("out/a.png"), folder.File("out/sub/b.png"), folder.File("outer/c.png"));
        Link(elsewhere.File("way"), folder.Path);
        Link(folder.File("done"), folder.File("out"));

        Assert.Equal(["a.png", "outer/c.png"], Names(new() { Except = except.StartsWith("way", StringComparison.Ordinal) ? elsewhere.File(except) : folder.File(except) }));
    }

    [Fact]
    public void Folder_below_the_excepted_one_can_be_listed_itself()
    {
        Touch(folder.File("out/sub/b.png"));

        Assert.Equal([folder.File("out/sub/b.png")], FileTree.Files(folder.File("out"), new() { Except = folder.File("out") }));
        Assert.Equal([folder.File("out/sub/b.png")], FileTree.Files(folder.File("out/sub"), new() { Except = folder.File("out") }));
    }

    [Fact]
    public void Folder_that_cannot_be_read_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a longest path");
        // Root may read everything, but nobody a path of more than 4096 bytes: one arises when its lower half is moved in.
        var (name, upper, lower) = (new string('n', 250), folder.Path, elsewhere.File("lower"));
        for (var i = 0; i < 12; i++)
            (upper, lower) = (Path.Combine(upper, name), Path.Combine(lower, name));
        Directory.CreateDirectory(upper);
        Directory.CreateDirectory(lower);
        Directory.Move(elsewhere.File("lower"), Path.Combine(upper, "lower"));
        try
        {
            var error = Assert.Throws<TadSrException>(() => FileTree.Files(folder.Path));
            Assert.Equal(ErrorKind.BadFile, error.Kind);
            Assert.StartsWith(Path.Combine(upper, "lower", name), error.Message, StringComparison.Ordinal);
            Assert.Contains(": the folder cannot be read: ", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Move(Path.Combine(upper, "lower"), elsewhere.File("lower"));
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Forbidden_folder_is_an_error_or_passed_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "root may read everything");
        Touch(folder.File("a.png"), folder.File("closed/b.png"));
        File.SetUnixFileMode(folder.File("closed"), UnixFileMode.None);
        try
        {
            Assert.Equal(["a.png"], Names(new() { SkipForbidden = true }));
            Assert.StartsWith(folder.File("closed"), Assert.Throws<TadSrException>(() => Names()).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void Touch(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }

    private static void Link(string path, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        Directory.CreateSymbolicLink(path, target);
    }

    private string[] Names(FileTreeOptions? options = null) => [.. FileTree.Files(folder.Path, options).Select(path => Path.GetRelativePath(folder.Path, path).Replace('\\', '/'))];
}
