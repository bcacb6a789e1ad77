using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class ImageFileWriteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-imaging-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 8)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(1, 16)]
    [InlineData(2, 16)]
    [InlineData(3, 16)]
    [InlineData(4, 16)]
    public void Png_gives_the_same_samples_back(int channels, int bitDepth)
    {
        var pixels = Noise(37, 21, channels, bitDepth);
        Write(new Picture(pixels), "a.png");
        var back = ImageFile.Read(Output("a.png")).Pixels;
        Assert.Equal((channels, bitDepth), (back.Channels, back.BitDepth));
        Assert.True(pixels.Bytes.SequenceEqual(back.Bytes));
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    public void Icc_profile_has_the_same_bytes_in_every_format(string name)
    {
        var source = ImageFile.Read(Golden("icc.png"));
        Assert.Equal(ImageFile.Read(Golden("icc.jpg")).Metadata.Icc, source.Metadata.Icc);
        Write(source, name);
        Assert.Equal(source.Metadata.Icc, ImageFile.Read(Output(name)).Metadata.Icc);
    }

    [Fact]
    public void Icc_profile_joins_a_lossless_webp_with_alpha()
    {
        var icc = ImageFile.Read(Golden("icc.png")).Metadata.Icc;
        var pixels = Noise(20, 12, 4, 8);
        Write(new Picture(pixels) { Metadata = new PictureMetadata { Icc = icc } }, "a.webp", new PictureWriteOptions { Quality = 100 });
        var back = ImageFile.Read(Output("a.webp"));
        Assert.Equal(icc, back.Metadata.Icc);
        Assert.True(pixels.Bytes.SequenceEqual(back.Pixels.Bytes));
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    public void Exif_is_copied_and_orientation_becomes_upright(string name)
    {
        Write(ImageFile.Read(Golden("exif.jpg")), name);
        var before = new ExifProfile(ImageFile.Read(Golden("exif.jpg")).Metadata.Exif);
        var after = new ExifProfile(ImageFile.Read(Output(name)).Metadata.Exif);
        foreach (var value in before.Values)
            Assert.Contains(after.Values, x => x.Tag == value.Tag && Equals(x.GetValue(), value.GetValue()));

        Write(ImageFile.Read(Golden("orient6.jpg")), name);
        using var stored = Image.Load(Output(name));
        Assert.Equal((30, 44), (stored.Width, stored.Height));
        Assert.True(stored.Metadata.ExifProfile?.GetValue(ExifTag.Orientation) is null or { Value: 1 });
    }

    [Fact]
    public void Exif_sizes_become_those_of_the_output()
    {
        var exif = new ExifProfile();
        exif.SetValue(ExifTag.PixelXDimension, 5u);
        exif.SetValue(ExifTag.PixelYDimension, 3u);
        exif.SetValue(ExifTag.Model, "camera");
        var picture = new Picture(Noise(20, 12, 3, 8)) { Metadata = new PictureMetadata { Exif = exif.ToByteArray() } };
        Write(picture, "a.jpg");
        var written = new ExifProfile(ImageFile.Read(Output("a.jpg")).Metadata.Exif);
        Assert.Equal(20u, written.GetValue(ExifTag.PixelXDimension).Value);
        Assert.Equal(12u, written.GetValue(ExifTag.PixelYDimension).Value);
        Assert.Equal("camera", written.GetValue(ExifTag.Model).Value);
    }

    [Fact]
    public void Strip_leaves_no_metadata()
    {
        foreach (var name in new[] { "exif.jpg", "icc.png", "text.png" })
        {
            Write(ImageFile.Read(Golden(name)), "a.png", new PictureWriteOptions { StripMetadata = true });
            var metadata = ImageFile.Read(Output("a.png")).Metadata;
            Assert.True(metadata is { Exif: null, Icc: null, Xmp: null, Iptc: null, Text.Count: 0 });
        }
    }

    [Fact]
    public void Damaged_exif_costs_the_block_and_not_the_picture()
    {
        var picture = new Picture(Noise(8, 8, 3, 8)) { Metadata = new PictureMetadata { Exif = [1, 2, 3, 4, 5, 6, 7, 8, 9] } };
        Write(picture, "a.jpg");
        Assert.True(picture.Pixels.Width == ImageFile.Read(Output("a.jpg")).Pixels.Width);
    }

    [Fact]
    public void Text_chunks_of_a_png_are_kept()
    {
        var source = ImageFile.Read(Golden("text.png"));
        Assert.NotEmpty(source.Metadata.Text);
        Write(source, "a.png");
        Assert.Equal(source.Metadata.Text, ImageFile.Read(Output("a.png")).Metadata.Text);
    }

    [Theory]
    [InlineData("a.jpg", 90)]
    [InlineData("a.jpg", 60)]
    [InlineData("a.webp", 90)]
    public void Grey_colours_stay_exactly_grey(string name, int quality)
    {
        var pixels = new PixelBuffer(40, 24, 3);
        for (var i = 0; i < pixels.Bytes.Length; i++)
            pixels.Bytes[i] = (byte)(i / 3 * 37 % 256);
        Write(new Picture(pixels), name, new PictureWriteOptions { Quality = quality });
        Assert.True(ImageFile.Read(Output(name)).Pixels.IsGrey());
    }

    [Fact]
    public void Quality_changes_the_size_of_the_file()
    {
        foreach (var name in new[] { "a.jpg", "a.webp" })
        {
            Write(new Picture(Noise(64, 64, 3, 8)), name, new PictureWriteOptions { Quality = 60 });
            var small = new FileInfo(Output(name)).Length;
            Write(new Picture(Noise(64, 64, 3, 8)), name, new PictureWriteOptions { Quality = 95 });
            Assert.True(new FileInfo(Output(name)).Length > small * 1.2);
        }
    }

    [Fact]
    public void Jpeg_of_a_transparent_picture_says_which_background_it_took()
    {
        var warnings = Write(new Picture(new PixelBuffer(8, 8, 4)), "a.jpg");
        Assert.Contains("white", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.True(ImageFile.Read(Output("a.jpg")).Pixels[3, 3, 1] >= 254);
    }

    [Fact]
    public void Write_refuses_a_side_that_the_format_cannot_hold()
    {
        var error = Assert.Throws<TadSrException>(() => Write(new Picture(new PixelBuffer(16384, 1, 1)), "a.webp"));
        Assert.Contains("16384", error.Message, StringComparison.Ordinal);
        Assert.Contains("16383", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_leaves_nothing_behind_when_the_disk_is_full()
    {
        File.WriteAllText(Output("a.png"), "old");
        var error = Assert.Throws<TadSrException>(() => ImageFile.Write(
            new Picture(Noise(64, 64, 3, 8)), Output("a.png"), new PictureWriteOptions(), PixelScratch.None, stream => new FullDisk(stream), TestContext.Current.CancellationToken));
        Assert.Equal(ErrorKind.OutOfResources, error.Kind);
        Assert.Equal(["a.png"], Directory.GetFiles(folder).Select(Path.GetFileName));
        Assert.Equal("old", File.ReadAllText(Output("a.png")));
    }

    [Fact]
    public void Write_leaves_nothing_behind_when_it_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ImageFile.Write(new Picture(Noise(64, 64, 3, 8)), Output("a.png"), null, source.Token));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void Write_names_the_path_when_the_folder_is_a_file()
    {
        File.WriteAllText(Output("file"), "");
        var path = Path.Combine(Output("file"), "a.png");
        var error = Assert.Throws<TadSrException>(() => Write(new Picture(Noise(4, 4, 3, 8)), path));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static string Golden(string name) => References.Find("images", name);

    private string Output(string name) => Path.Combine(folder, name);

    private IReadOnlyList<string> Write(Picture picture, string name, PictureWriteOptions? options = null)
        => ImageFile.Write(picture, Output(name), options, TestContext.Current.CancellationToken);

    private static PixelBuffer Noise(int width, int height, int channels, int bitDepth)
    {
        var pixels = new PixelBuffer(width, height, channels, bitDepth);
        new Random(1).NextBytes(pixels.Bytes);
        return pixels;
    }

    private sealed class FullDisk(Stream inner) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (inner.Position + buffer.Length > 1000)
                throw new IOException("No space left on device", 28);
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
