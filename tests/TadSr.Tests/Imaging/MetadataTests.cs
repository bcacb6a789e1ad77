using System.Buffers.Binary;
using System.Text;
using TadSr.Imaging;
using TadSr.Imaging.Formats;

namespace TadSr.Tests.Imaging;

/// <summary>What a file carries beside its samples survives, byte for byte where nothing has to be changed.</summary>
[Trait("Kind", "Unit")]
public sealed class MetadataTests
{
    // A rating that libexif drops, a maker's note with places that count from the block's start, and a thumbnail.
    private static readonly byte[] Exif = Block();

    [Theory]
    [InlineData(PictureFormat.Png)]
    [InlineData(PictureFormat.Jpeg)]
    [InlineData(PictureFormat.WebP)]
    public void Exif_stays_byte_for_byte_but_for_orientation_size_and_thumbnail(PictureFormat format)
    {
        var back = RoundTrip(new PictureMetadata { Exif = Exif }, format).Metadata.Exif!;

        var expected = (byte[])Exif.Clone();
        BinaryPrimitives.WriteUInt16LittleEndian(expected.AsSpan(10 + 8), 1);                  // orientation
        BinaryPrimitives.WriteUInt32LittleEndian(expected.AsSpan(10 + 3 * 12), 0);             // no second directory
        expected.AsSpan(expected.Length - 6, 6).Clear();                                       // the thumbnail
        Assert.Equal(expected, back);
    }

    [Theory]
    [InlineData(PictureFormat.Png, true)]
    [InlineData(PictureFormat.Jpeg, true)]
    [InlineData(PictureFormat.Tiff, true)]
    [InlineData(PictureFormat.WebP, false)]
    public void Xmp_and_iptc_are_kept_or_named(PictureFormat format, bool holdsIptc)
    {
        var xmp = Encoding.UTF8.GetBytes("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description tiff:Orientation=\"6\" dc:title=\"Größe\"/></x:xmpmeta>");
        byte[] iptc = [0x1c, 2, 5, 0, 3, (byte)'a', (byte)'b', (byte)'c'];
        var (metadata, losses) = RoundTrip(new PictureMetadata { Xmp = xmp, Iptc = iptc }, format);

        Assert.Equal(Encoding.UTF8.GetString(xmp).Replace("Orientation=\"6\"", "Orientation=\"1\"", StringComparison.Ordinal), Encoding.UTF8.GetString(metadata.Xmp!));
        if (holdsIptc)
            Assert.Equal(iptc, metadata.Iptc);
        else
            Assert.Contains("IPTC", Assert.Single(losses), StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_of_a_png_are_kept_whatever_their_letters()
    {
        KeyValuePair<string, string>[] text = [new("Title", "Größe"), new("Comment", "写真"), new("Long", new string('x', 3000))];

        Assert.Equal(text, RoundTrip(new PictureMetadata { Text = text }, PictureFormat.Png).Metadata.Text);
        Assert.Contains("3 text", Assert.Single(RoundTrip(new PictureMetadata { Text = text }, PictureFormat.Jpeg).Losses), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolution_is_kept()
    {
        foreach (var format in new[] { PictureFormat.Png, PictureFormat.Jpeg, PictureFormat.Tiff })
        {
            var (horizontal, vertical) = RoundTrip(new PictureMetadata { PixelsPerInch = (300, 150) }, format).Metadata.PixelsPerInch!.Value;
            Assert.Equal((300, 150), (Math.Round(horizontal), Math.Round(vertical)));
        }
    }

    [Fact]
    public void Grey_png_that_would_lose_its_rgb_profile_is_written_as_rgb()
    {
        var profile = new byte[200];
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        "RGB "u8.CopyTo(profile.AsSpan(16));
        "acsp"u8.CopyTo(profile.AsSpan(36));
        using var file = new MemoryStream();
        var losses = ImageFile.Write(new Picture(new PixelBuffer(4, 4, 1)) { Metadata = new PictureMetadata { Icc = profile } }, file, cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("written as RGB", Assert.Single(losses), StringComparison.Ordinal);
        Assert.Equal(3, ImageFile.Read(file, "back").Pixels.Channels);
    }

    [Fact]
    public void Damaged_exif_only_warns()
    {
        var (_, losses) = RoundTrip(new PictureMetadata { Exif = [1, 2, 3, 4, 5, 6, 7, 8, 9] }, PictureFormat.Jpeg);
        Assert.Contains("damaged", Assert.Single(losses), StringComparison.Ordinal);
        Assert.Null(ExifBlock.Read(Exif.AsSpan(0, 20)));
    }

    private static (PictureMetadata Metadata, IReadOnlyList<string> Losses) RoundTrip(PictureMetadata metadata, PictureFormat format)
    {
        using var file = new MemoryStream();
        var losses = ImageFile.Write(new Picture(new PixelBuffer(16, 12, 3)) { Metadata = metadata }, file, new PictureWriteOptions { Format = format }, TestContext.Current.CancellationToken);
        return (ImageFile.Read(file, "back").Metadata, losses);
    }

    private static byte[] Block()
    {
        var entries = new (int Tag, int Type, int Count, int Value)[] { (0x112, 3, 1, 6), (0x4746, 3, 1, 5), (0x927c, 7, 8, 80) };
        var block = new byte[100];
        "II*\0"u8.CopyTo(block);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), 8);
        var at = Directory(8, entries, next: 50);
        Assert.Equal(50, at);
        Directory(50, [(0x201, 4, 1, 94), (0x202, 4, 1, 6)], next: 0);
        "note\x50\0\0\0"u8.CopyTo(block.AsSpan(80));
        "thumbs"u8.CopyTo(block.AsSpan(94));
        return block;

        int Directory(int start, (int Tag, int Type, int Count, int Value)[] list, int next)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(start), (ushort)list.Length);
            start += 2;
            foreach (var (tag, type, count, value) in list)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(start), (ushort)tag);
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(start + 2), (ushort)type);
                BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(start + 4), count);
                BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(start + 8), value);
                start += 12;
            }
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(start), next);
            return start + 4;
        }
    }
}
