using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Parity")]
public sealed class GoldenImageTests
{
    public static TheoryData<string, string, string> Readable()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var row in Rows().Where(row => row[1] == "readable"))
            rows.Add(row[0], row[2], row[3]);
        return rows;
    }

    public static TheoryData<string> Refused()
    {
        var rows = new TheoryData<string>();
        foreach (var row in Rows().Where(row => row[1] == "refused"))
            rows.Add(row[0]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public void Read_gives_the_expected_samples_when_the_file_is_readable(string name, string size, string note)
    {
        var picture = ImageFile.Read(References.Find("images", name));
        var expected = ImageFile.Read(References.Find("images", "expected", name + ".png")).Pixels;
        var pixels = picture.Pixels;

        Assert.Equal(size, $"{pixels.Width}x{pixels.Height}");
        Assert.Equal(expected.HasAlpha, pixels.HasAlpha);
        Assert.Equal(note.Contains("16", StringComparison.Ordinal) ? 16 : 8, pixels.BitDepth);
        var (largest, mean) = PictureDifference.Of(expected, pixels);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: largest {largest}, mean {mean}");
        if (note.Contains("4:2:0", StringComparison.Ordinal))
            Assert.True(mean < 3, $"mean difference {mean}");
        else
            Assert.True(largest <= (picture.Format is PictureFormat.Jpeg || name == "lossy.webp" ? 2 : 0), $"largest difference {largest}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_names_file_and_reason_in_one_line_when_the_file_is_refused(string name)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<TadSrException>(() => ImageFile.Read(References.Find("images", name)));

        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20, "the claimed size was allocated");
    }

    [Theory]
    [InlineData("empty.png", "is empty")]
    [InlineData("text.jpg", "text")]
    [InlineData("html.webp", "HTML")]
    [InlineData("truncated.png", "truncated")]
    [InlineData("truncated_header.png", "truncated")]
    [InlineData("truncated.jpg", "truncated")]
    [InlineData("bad_crc.png", "checksum")]
    [InlineData("bomb.png", "60000x60000")]
    [InlineData("bomb_grey.png", "100000x100000")]
    [InlineData("bomb.jpg", "65500x65500")]
    [InlineData("zero_size.png", "0x10")]
    public void Read_says_what_is_wrong_when_the_file_is_refused(string name, string word)
        => Assert.Contains(word, Assert.Throws<TadSrException>(() => ImageFile.Read(References.Find("images", name))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("grey8.png", 1, 8)]
    [InlineData("bilevel.png", 1, 8)]
    [InlineData("grey16.png", 1, 16)]
    [InlineData("grey.jpg", 1, 8)]
    [InlineData("rgb16.png", 3, 16)]
    [InlineData("rgba8.png", 4, 8)]
    [InlineData("palette.png", 3, 8)]
    [InlineData("palette_alpha.png", 4, 8)]
    [InlineData("lossless_alpha.webp", 4, 8)]
    [InlineData("lossy.webp", 3, 8)]
    public void Read_keeps_grey_alpha_and_depth(string name, int channels, int bitDepth)
    {
        var pixels = ImageFile.Read(References.Find("images", name)).Pixels;
        Assert.Equal((channels, bitDepth), (pixels.Channels, pixels.BitDepth));
    }

    [Theory]
    [InlineData("cmyk.jpg", "CMYK")]
    [InlineData("animated.webp", "first")]
    [InlineData("animated.gif", "first")]
    [InlineData("pages.tiff", "first")]
    [InlineData("rgb8.png", null)]
    [InlineData("lzw.tiff", null)]
    public void Read_warns_when_it_leaves_something_out(string name, string? word)
    {
        var warnings = ImageFile.Read(References.Find("images", name)).Warnings;
        if (word is null)
            Assert.Empty(warnings);
        else
            Assert.Contains(word, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_takes_the_format_from_the_content_when_the_extension_lies()
        => Assert.Equal(PictureFormat.Jpeg, ImageFile.Identify(References.Find("images", "jpeg_named.png")).Format);

    private static IEnumerable<string[]> Rows() => File.ReadLines(References.Find("images", "INDEX.tsv")).Skip(1).Select(line => line.Split('\t'));
}
