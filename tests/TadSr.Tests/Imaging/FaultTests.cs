using System.Globalization;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Imaging;

/// <summary>Files that went wrong once, one of each kind. A file that is put into the folder with a line in its index is a test.</summary>
[Trait("Kind", "Parity")]
public sealed class FaultTests
{
    // Words of the runtime; whoever reads them learns nothing.
    public static readonly string[] RuntimeWords = ["Nullable", "Index was outside", "Sequence contains", "Object reference", "Exception", "Parameter '", "Specified argument", "unable to call", "unable to fetch"];

    public static TheoryData<string, int> Readable() => Rows("read", "oriented");

    public static TheoryData<string, int> Refused() => Rows("refused");

    [Theory]
    [MemberData(nameof(Readable))]
    public void Read_gives_the_picture_that_other_decoders_give(string name, int tolerance)
    {
        var path = References.Find("faults", name);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var picture = ImageFile.Read(path);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20, "a text bomb was unpacked");
        Assert.DoesNotContain(picture.Warnings, warning => RuntimeWords.Any(warning.Contains));
        if (name == "webp_exif_prefix.webp")
        {
            var info = ImageFile.Identify(path);
            Assert.Equal((info.Height, info.Width), (picture.Pixels.Width, picture.Pixels.Height));
            Assert.NotNull(picture.Metadata.Exif);
            return;
        }
        var expected = ImageFile.Read(References.Find("faults", name + ".png")).Pixels;
        var (largest, _) = PictureDifference.Of(expected, picture.Pixels);
        Assert.True(largest <= tolerance, $"largest difference {largest}, allowed {tolerance}");
        Assert.True(expected.HasAlpha == picture.Pixels.HasAlpha || picture.Warnings.Any(warning => warning.Contains("alpha", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_refuses_in_one_line_what_is_not_there(string name, int _)
    {
        var error = Assert.Throws<TadSrException>(() => ImageFile.Read(References.Find("faults", name)));

        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(RuntimeWords, error.Message.Contains);
    }

    [Theory]
    [InlineData("png_gama_linear.png", "gAMA")]
    [InlineData("png_gama_chrm_p3.png", "cHRM, gAMA")]
    [InlineData("png_cicp_pq.png", "cICP")]
    [InlineData("png_srgb.png", "sRGB")]
    public void Colour_chunks_are_kept_in_a_png_and_named_where_they_are_lost(string name, string chunks)
    {
        using var folder = new TemporaryFolder();
        var token = TestContext.Current.CancellationToken;
        var picture = ImageFile.Read(References.Find("faults", name));
        Assert.Equal(chunks, string.Join(", ", picture.Metadata.Colour.Select(chunk => chunk.Key).Order(StringComparer.Ordinal)));

        Assert.Empty(ImageFile.Write(picture, folder.File("a.png"), cancellation: token));
        var back = ImageFile.Read(folder.File("a.png")).Metadata.Colour;
        Assert.Equal(picture.Metadata.Colour.Select(chunk => (chunk.Key, Convert.ToHexString(chunk.Value))), back.Select(chunk => (chunk.Key, Convert.ToHexString(chunk.Value))));

        var losses = ImageFile.Write(picture, folder.File("a.jpg"), cancellation: token);
        if (name == "png_srgb.png")
            Assert.Empty(losses);   // what a JPEG without a word about it means anyway
        else
            Assert.Contains(picture.Metadata.Colour[0].Key, Assert.Single(losses), StringComparison.Ordinal);
    }

    private static TheoryData<string, int> Rows(params string[] kinds)
    {
        var rows = new TheoryData<string, int>();
        foreach (var row in File.ReadLines(References.Find("faults", "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')).Where(row => row.Length > 2 && kinds.Contains(row[1])))
            rows.Add(row[0], int.Parse(row[2], CultureInfo.InvariantCulture));
        return rows;
    }
}
