using TadSr.Runtime;

namespace TadSr.Tests.Runtime;

[Trait("Kind", "Unit")]
public sealed class RealPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string root;

    public RealPathTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        root = RealPath.Of(folder.Path);
        Directory.CreateDirectory(At("a/b"));
        File.WriteAllText(At("a/b/c.png"), "");
        Directory.CreateSymbolicLink(At("link"), At("a"));
        Directory.CreateSymbolicLink(At("second"), "link");
        File.CreateSymbolicLink(At("a/file.png"), "b/c.png");
        File.CreateSymbolicLink(At("round"), "round");
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a/b/c.png", "a/b/c.png")]
    [InlineData("second/b/c.png", "a/b/c.png")]
    [InlineData("second/", "a")]
    [InlineData("link/file.png", "a/b/c.png")]
    [InlineData("link/new/x.png", "a/new/x.png")]
    [InlineData("round/x.png", "round/x.png")]
    public void Links_are_replaced_by_what_they_lead_to(string path, string expected) => Assert.Equal(At(expected), RealPath.Of(At(path)));

    [Fact]
    public void Link_to_a_place_below_itself_ends()
    {
        Directory.CreateSymbolicLink(At("inner"), "inner/b");

        Assert.EndsWith("x.png", RealPath.Of(At("inner/x.png")), StringComparison.Ordinal);
        Assert.Null(RealPath.FirstReplacement([At("inner")], [At("a/new.png")]));
    }

    [Fact]
    public void Entry_of_a_folder_keeps_its_own_link()
    {
        Assert.Equal(At("a/file.png"), RealPath.OfEntry(At("second/file.png")));
        Assert.Equal(At("second"), RealPath.OfEntry(At("second")));
    }

    [Theory]
    [InlineData("link/b/c.png", true)]
    [InlineData("link/b/C.png", true)]
    [InlineData("second/file.png", true)]
    [InlineData("a/c.png", false)]
    [InlineData("new/c.png", false)]
    public void Output_that_replaces_an_input_is_found_by_whatever_way(string output, bool replaces)
    {
        string[] outputs = [At("elsewhere/x.png"), At(output)];

        Assert.Equal(replaces ? At(output) : null, RealPath.FirstReplacement([At("a/file.png")], outputs));
    }

    private string At(string name) => Path.Combine(root, name);
}
