using System.Text;
using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class AtomicFileTests
{
    public static TheoryData<string> LongestNames =>
    [
        new string('a', 251) + ".png",
        string.Concat(Enumerable.Repeat("é", 125)) + "a.png",
        string.Concat(Enumerable.Repeat("写", 83)) + "ab.png",
    ];

    [Theory]
    [MemberData(nameof(LongestNames))]
    public void Names_may_be_as_long_as_the_file_system_allows(string name)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(255, Encoding.UTF8.GetByteCount(name));

        AtomicFile.Write(folder.File(name), stream => stream.Write("content"u8));

        Assert.Equal([name], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Equal("content", File.ReadAllText(folder.File(name)));
    }

    [Fact]
    public void Leftovers_of_a_file_are_removed_and_those_of_another_stay()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(".tadsr-notes.tmp"), "the user's own");
        var (first, second) = (LeftoverOf(folder, "a.png"), LeftoverOf(folder, "b.png"));

        AtomicFile.RemoveLeftovers(folder.File("a.png"));

        Assert.Equal(new[] { Path.GetFileName(second), ".tadsr-notes.tmp", "a.png", "b.png" }.Order(), Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.False(File.Exists(first));
    }

    [Fact]
    public void File_that_is_being_written_is_no_leftover()
    {
        using var folder = new TemporaryFolder();

        AtomicFile.Write(folder.File("a.png"), stream =>
        {
            stream.WriteByte(1);
            AtomicFile.RemoveLeftovers(folder.File("a.png"));
            AtomicFile.RemoveLeftoversIn(folder.Path);
        });

        Assert.Equal([1], File.ReadAllBytes(folder.File("a.png")));
    }

    // What a killed process would leave: the name is seen while the file is being written.
    private static string LeftoverOf(TemporaryFolder folder, string name)
    {
        var leftover = "";
        AtomicFile.Write(folder.File(name), stream =>
        {
            leftover = Directory.GetFiles(folder.Path, ".tadsr-*-*.tmp").Single(path => new FileInfo(path).Length == 0);
            stream.WriteByte(1);
        });
        File.WriteAllText(leftover, "half");
        return leftover;
    }
}
