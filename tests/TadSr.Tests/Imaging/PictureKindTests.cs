using System.Buffers.Binary;
using System.Text;
using TadSr.Imaging;
using TadSr.Imaging.Formats;
using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Imaging;

/// <summary>Kinds of files beside those of the reference folders: other depths, byte orders, colours, and lies in headers.</summary>
[Trait("Kind", "Unit")]
public sealed class PictureKindTests
{
    private const int Width = 3, Height = 2;

    [Theory]
    [InlineData(32, 3, "32 bits (float)")]
    [InlineData(64, 3, "64 bits (float)")]
    [InlineData(16, 3, "16 bits (float)")]
    [InlineData(16, 2, "16 bits (signed)")]
    [InlineData(8, 2, "8 bits (signed)")]
    [InlineData(32, 1, "32 bits")]
    [InlineData(12, 1, "12 bits")]
    public void Samples_that_are_not_8_or_16_bits_are_refused_by_name(int bits, int format, string words)
    {
        var file = new TiffBytes().Picture(Width, Height, bits, 1, 1, new byte[Width * Height * bits / 8 + 1]).Short(339, format).ToArray();

        var message = Refused(file);
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.Contains("magick in.tif", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sixteen_bits_are_read_in_either_byte_order(bool littleEndian)
    {
        var data = new byte[Width * Height * 2];
        for (var i = 0; i < data.Length / 2; i++)
        {
            if (littleEndian)
                BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(i * 2), (ushort)(i * 1000 + 7));
            else
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(i * 2), (ushort)(i * 1000 + 7));
        }
        var pixels = Read(new TiffBytes(littleEndian).Picture(Width, Height, 16, 1, 1, data).ToArray()).Pixels;

        Assert.Equal((1, 16), (pixels.Channels, pixels.BitDepth));
        Assert.Equal([7, 1007, 2007, 3007, 4007, 5007], Enumerable.Range(0, 6).Select(i => pixels[i % Width, i / Width, 0]));
    }

    [Fact]
    public void White_that_is_zero_is_turned()
        => Assert.Equal([255, 250, 245, 240, 235, 230], Samples(Read(new TiffBytes().Picture(Width, Height, 8, 0, 1, [0, 5, 10, 15, 20, 25]).ToArray()), 0));

    [Fact]
    public void Lab_is_converted_with_a_warning()
    {
        // White, middle grey, black; a strong red; all as 8-bit CIE Lab and as ICC has it.
        byte[] lab = [255, 0, 0, 137, 0, 0, 0, 0, 0, 136, 80, 67, 255, 0, 0, 0, 0, 0];
        var icc = lab.Select((value, i) => i % 3 == 0 ? value : (byte)(value + 128)).ToArray();
        foreach (var (photometric, data) in new[] { (8, lab), (9, icc) })
        {
            var picture = Read(new TiffBytes().Picture(Width, Height, 8, photometric, 3, data).ToArray());
            Assert.Contains("Lab", Assert.Single(picture.Warnings), StringComparison.Ordinal);
            Assert.InRange(picture.Pixels[0, 0, 1], 253, 255);
            Assert.InRange(picture.Pixels[1, 0, 1], 125, 131);
            Assert.InRange(picture.Pixels[2, 0, 1], 0, 2);
            Assert.True(picture.Pixels[0, 1, 0] > 240 && picture.Pixels[0, 1, 1] < 40 && picture.Pixels[0, 1, 2] < 40, "red is red");
        }
    }

    [Fact]
    public void Uncompressed_colour_differences_become_rgb()
    {
        byte[] red = [76, 85, 255], grey = [100, 128, 128];
        var pixels = Read(new TiffBytes().Picture(Width, Height, 8, 6, 3, [.. red, .. grey, .. red, .. grey, .. grey, .. grey]).Short(530, 1, 1).ToArray()).Pixels;

        Assert.Equal([254, 0, 0, 100, 100, 100], new[] { pixels[0, 0, 0], pixels[0, 0, 1], pixels[0, 0, 2], pixels[1, 0, 0], pixels[1, 0, 1], pixels[1, 0, 2] }.Select((v, i) => i == 0 ? Math.Min(v, 254) : v));
    }

    [Theory]
    [InlineData(1, 200, 100)]   // colours are multiplied with alpha
    [InlineData(2, 100, 100)]
    public void Alpha_is_taken_for_what_the_file_says(int kind, int red, int alpha)
    {
        var data = Enumerable.Repeat(new byte[] { 100, 50, 20, 128 }, Width * Height).SelectMany(pixel => pixel).ToArray();
        var pixels = Read(new TiffBytes().Picture(Width, Height, 8, 2, 4, data).Short(338, kind).ToArray()).Pixels;

        Assert.Equal(4, pixels.Channels);
        Assert.InRange(pixels[0, 0, 0], red - 1, red + 1);
        Assert.True(alpha == 100 && pixels[0, 0, 3] == 128);
    }

    [Fact]
    public void Channel_that_is_no_alpha_is_left_out_with_a_warning()
    {
        var picture = Read(new TiffBytes().Picture(Width, Height, 8, 2, 4, new byte[Width * Height * 4]).Short(338, 0).ToArray());

        Assert.Equal(3, picture.Pixels.Channels);
        Assert.Contains("neither colour nor alpha", Assert.Single(picture.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_bit_cmyk_keeps_its_depth()
    {
        var data = new byte[Width * Height * 8];
        for (var i = 0; i < data.Length; i += 8)
            BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(i), ushort.MaxValue);   // cyan alone
        var picture = Read(new TiffBytes().Picture(Width, Height, 16, 5, 4, data).ToArray());

        Assert.Equal((3, 16, 0, 65535), (picture.Pixels.Channels, picture.Pixels.BitDepth, picture.Pixels[0, 0, 0], picture.Pixels[0, 0, 1]));
        Assert.Contains("CMYK", Assert.Single(picture.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_of_a_tiff_becomes_an_exif_block()
    {
        var picture = Read(new TiffBytes(littleEndian: false).Picture(Width, Height, 8, 1, 1, new byte[6]).Text(271, "maker").Text(306, "2024:05:06 07:08:09").Short(274, 6).ToArray());

        Assert.Equal((Height, Width), (picture.Pixels.Width, picture.Pixels.Height));
        Assert.Contains("2024:05:06 07:08:09", Encoding.Latin1.GetString(picture.Metadata.Exif!), StringComparison.Ordinal);
        Assert.NotNull(ExifBlock.Read(picture.Metadata.Exif));
    }

    [Theory]
    [InlineData(34892, "photometric 34892")]
    [InlineData(32803, "photometric 32803")]
    public void Raw_colours_are_refused(int photometric, string words)
        => Assert.Contains(words, Refused(new TiffBytes().Picture(Width, Height, 8, photometric, 3, new byte[18]).ToArray()), StringComparison.Ordinal);

    [Fact]
    public void Thumbnail_of_a_raw_file_is_not_taken_for_the_picture()
        => Assert.Contains("raw", Refused(new TiffBytes().Picture(Width, Height, 8, 2, 3, new byte[18]).Long(254, 1).ToArray()), StringComparison.Ordinal);

    [Theory]
    [InlineData(273, "names no strips")]
    [InlineData(-1, "was never written")]
    public void Strips_that_an_interrupted_write_leaves_are_refused(int without, string words)
    {
        var file = new TiffBytes().Picture(Width, Height, 8, 1, 1, new byte[6]).ToArray();
        var at = Enumerable.Range(0, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8))).Select(i => 10 + i * 12).Single(entry => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry)) == 273);
        if (without > 0)
            file[at] = 0x12;   // another tag
        else
            file.AsSpan(at + 8, 4).Clear();

        Assert.Contains(words, Refused(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P2\n# a comment\n3 2 # another\n100\n0 50 100\n1 2 3", new[] { 0, 128, 255, 3, 5, 8 })]
    [InlineData("P1 3 2\n101 0 1 0", new[] { 0, 255, 0, 255, 0, 255 })]
    [InlineData("P3\n1 1\n255\n1 2 3", new[] { 1 })]
    public void Plain_portable_maps_are_read(string text, int[] first)
        => Assert.Equal(first, Samples(Read(Encoding.ASCII.GetBytes(text)), 0));

    [Theory]
    [InlineData("P2\n3 2\n100\n0 50 100\n1 2")]
    [InlineData("P5\n3 2\n255\nab")]
    [InlineData("P6\n100000 100000\n255\n")]
    [InlineData("P5\n3 2\n70000\nabcdef")]
    [InlineData("P2\n3 2\n9\n1 x 3 4 5 6")]
    [InlineData("P5\n3")]
    public void Portable_maps_that_are_cut_or_lie_are_refused(string text) => Refused(Encoding.ASCII.GetBytes(text));

    [Theory]
    [InlineData("png", 500_000_000L)]
    [InlineData("jpg", 500_000_000L)]
    public void Size_bomb_costs_nothing_also_where_it_is_allowed(string kind, long maxPixels)
    {
        var name = kind == "png" ? "bomb_grey.png" : "progressive.jpg";
        var file = File.ReadAllBytes(References.Find("images", name));
        if (kind == "png")
            (file[16], file[17], file[18], file[19], file[20], file[21], file[22], file[23]) = (0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20);   // 20000 x 20000
        else
            SetSize(file, 20000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<TadSrException>(() => ImageFile.Read(new MemoryStream(file), "bomb", maxPixels));

        Assert.Contains("cannot hold a picture of 20000x20000", error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4 << 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(32773)]
    public void Tiff_that_is_too_short_for_its_size_costs_nothing_also_where_damage_is_accepted(int compression)
    {
        var file = new TiffBytes().Picture(20000, 9000, 8, 1, 1, new byte[100]).Short(259, compression).ToArray();
        var error = Assert.Throws<TadSrException>(() => ImageFile.Read(new MemoryStream(file), "bomb", ImageFile.DefaultMaxPixels, acceptDamaged: true, TestContext.Current.CancellationToken));

        Assert.Contains("cannot hold a picture of 20000x9000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_a_refusal_are_letters_also_where_the_file_has_others()
    {
        var file = File.ReadAllBytes(References.Find("images", "rgb8.png"));
        "I\nAT"u8.CopyTo(file.AsSpan(37));

        Assert.Contains("at byte 33 there is no chunk", Refused(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PictureFormat.Tiff, 3, 16)]
    [InlineData(PictureFormat.Tiff, 4, 8)]
    [InlineData(PictureFormat.Tiff, 1, 16)]
    [InlineData(PictureFormat.Avif, 3, 8)]
    [InlineData(PictureFormat.Avif, 4, 8)]
    public void Tiff_and_lossless_avif_give_the_same_samples_back(PictureFormat format, int channels, int bitDepth)
    {
        var pixels = new PixelBuffer(37, 21, channels, bitDepth);
        new Random(1).NextBytes(pixels.Bytes);
        using var file = new MemoryStream();
        ImageFile.Write(new Picture(pixels), file, new PictureWriteOptions { Format = format, Quality = 100 }, TestContext.Current.CancellationToken);
        var back = ImageFile.Read(file, "back");

        Assert.Equal((format, channels, bitDepth), (back.Format, back.Pixels.Channels, back.Pixels.BitDepth));
        Assert.True(pixels.Bytes.SequenceEqual(back.Pixels.Bytes));
    }

    [Fact]
    public void White_stays_white_in_an_avif_of_more_than_8_bits()
    {
        var pixels = new PixelBuffer(16, 16, 3, 16);
        pixels.Bytes.Fill(byte.MaxValue);
        using var file = new MemoryStream();
        ImageFile.Write(new Picture(pixels), file, new PictureWriteOptions { Format = PictureFormat.Avif, Quality = 100 }, TestContext.Current.CancellationToken);
        var back = ImageFile.Read(file, "back").Pixels;

        Assert.Equal((16, 65535), (back.BitDepth, back[3, 3, 1]));
    }

    [Fact]
    public void Cancelled_read_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ImageFile.Read(References.Find("images", "rgb8.png"), ImageFile.DefaultMaxPixels, false, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => ImageFile.Read(References.Find("images", "lossy.webp"), ImageFile.DefaultMaxPixels, false, source.Token));
    }

    [Fact]
    public async Task Threads_that_read_at_once_get_their_own_pictures_and_reasons()
    {
        string[] names = [.. File.ReadLines(References.Find("faults", "INDEX.tsv")).Skip(1).Select(line => line.Split('\t')[0])];
        var expected = names.Select(Describe).ToArray();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => names.Select(Describe).ToArray(), TestContext.Current.CancellationToken)));

        Assert.All(results, result => Assert.Equal(expected, result));

        static string Describe(string name)
        {
            try
            {
                return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(ImageFile.Read(References.Find("faults", name)).Pixels.Bytes));
            }
            catch (TadSrException e)
            {
                return e.Message;
            }
        }
    }

    private static void SetSize(byte[] jpeg, int side)
    {
        for (var at = 2; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))
        {
            if (jpeg[at + 1] is not (0xc0 or 0xc2))
                continue;
            BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(at + 5), (ushort)side);
            BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(at + 7), (ushort)side);
            return;
        }
    }

    private static Picture Read(byte[] file) => ImageFile.Read(new MemoryStream(file), "file");

    private static string Refused(byte[] file)
    {
        var error = Assert.Throws<TadSrException>(() => Read(file));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.DoesNotContain(FaultTests.RuntimeWords, error.Message.Contains);
        return error.Message;
    }

    private static IEnumerable<int> Samples(Picture picture, int channel)
        => Enumerable.Range(0, picture.Pixels.Width * picture.Pixels.Height).Select(i => picture.Pixels[i % picture.Pixels.Width, i / picture.Pixels.Width, channel]);
}
