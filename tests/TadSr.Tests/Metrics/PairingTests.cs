using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class PairingTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("tadsr-pairs-").FullName;

    [Fact]
    public void Pairs_are_found_by_stem_below_the_folder_whatever_the_extension()
    {
        Touch("sr/b.jpg", "sr/a.PNG", "sr/deep er/c.webp", "sr/manifest.json", "hr/a.png", "hr/b.png", "hr/deep er/c.tif", "hr/notes.txt");
        var pairs = Pairing.Find(At("sr"), At("hr"));
        Assert.Equal(["a.PNG", "b.jpg", "deep er/c.webp"], pairs.Select(p => p.Name));
        Assert.Equal([At("hr/a.png"), At("hr/b.png"), At("hr/deep er/c.tif")], pairs.Select(p => p.ReferencePath!));
        Assert.Equal(At("sr/b.jpg"), pairs[1].Path);
    }

    [Fact]
    public void Linked_folders_are_walked_but_not_in_a_circle()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        Touch("sr/a.png", "elsewhere/b.png", "hr/a.png", "hr/more/b.png");
        Directory.CreateSymbolicLink(At("sr/more"), At("elsewhere"));
        Directory.CreateSymbolicLink(At("sr/loop"), At("sr"));

        Assert.Equal(["a.png", "more/b.png"], Pairing.Find(At("sr"), At("hr")).Select(p => p.Name));
    }

    [Fact]
    public void Two_files_are_a_pair_whatever_their_names()
    {
        Touch("x.png", "y.jpg");
        var pair = Assert.Single(Pairing.Find(At("x.png"), At("y.jpg")));
        Assert.Equal(new PicturePair("x.png", At("x.png"), At("y.jpg")), pair);
    }

    [Fact]
    public void Without_a_reference_every_picture_stands_alone()
    {
        Touch("sr/a.png", "sr/b.png");
        Assert.All(Pairing.Find(At("sr"), null), p => Assert.Null(p.ReferencePath));
    }

    [Fact]
    public void Pictures_without_a_partner_are_named_on_both_sides()
    {
        Touch("sr/a.png", "sr/only-here.png", "hr/a.png", "hr/deep/only-there.png");
        var error = Assert.Throws<TadSrException>(() => Pairing.Find(At("sr"), At("hr")));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("only-here.png", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine("deep", "only-there.png"), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_long_list_of_lonely_pictures_is_cut()
    {
        Touch([.. Enumerable.Range(0, 12).Select(i => $"sr/p{i:00}.png"), "hr/other.png"]);
        var error = Assert.Throws<TadSrException>(() => Pairing.Find(At("sr"), At("hr")));
        Assert.Contains("12 in", error.Message, StringComparison.Ordinal);
        Assert.Contains("p04.png and 7 more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_pictures_that_differ_in_their_extension_alone_are_ambiguous()
    {
        Touch("sr/a.png", "sr/a.jpg", "hr/a.png");
        var error = Assert.Throws<TadSrException>(() => Pairing.Find(At("sr"), At("hr")));
        Assert.Contains("a.jpg and a.png", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "hr", "no such file or folder", ErrorKind.BadFile)]
    [InlineData("empty", "hr", "holds no picture", ErrorKind.BadFile)]
    [InlineData("hr/a.png", "hr", "two folders or two files", ErrorKind.Usage)]
    public void Paths_that_cannot_be_paired_are_refused(string input, string reference, string reason, ErrorKind code)
    {
        Touch("hr/a.png", "empty/readme.txt");
        var error = Assert.Throws<TadSrException>(() => Pairing.Find(At(input), At(reference)));
        Assert.Equal(code, error.Kind);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string At(string name) => Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar));

    private void Touch(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllBytes(At(name), [0]);
        }
    }
}
