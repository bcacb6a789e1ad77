using System.Buffers.Binary;
using System.Text;
using TadSr.Imaging.Formats;
using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>Recognises a file by its first bytes. The extension is asked only for TGA, which has no signature.</summary>
internal static class PictureSignature
{
    /// <summary>How many bytes <see cref="Recognise"/> wants to see.</summary>
    public const int Length = 64;

    private static readonly (string Extension, PictureFormat Format)[] Extensions =
    [
        (".png", PictureFormat.Png), (".jpg", PictureFormat.Jpeg), (".jpeg", PictureFormat.Jpeg), (".jfif", PictureFormat.Jpeg), (".jpe", PictureFormat.Jpeg),
        (".webp", PictureFormat.WebP), (".tif", PictureFormat.Tiff), (".tiff", PictureFormat.Tiff), (".bmp", PictureFormat.Bmp), (".dib", PictureFormat.Bmp),
        (".gif", PictureFormat.Gif), (".avif", PictureFormat.Avif), (".heic", PictureFormat.Heif), (".heif", PictureFormat.Heif), (".hif", PictureFormat.Heif),
        (".tga", PictureFormat.Tga), (".pbm", PictureFormat.Pbm), (".pgm", PictureFormat.Pbm), (".ppm", PictureFormat.Pbm), (".pnm", PictureFormat.Pbm),
    ];

    /// <summary>What to do with a HEIC.</summary>
    internal static readonly string HeicRemedy =
        $"HEIC is not read by the libvips that comes with the program; name the folder of a libvips of your own that reads it ({Setting.LibVipsFolder} or {LibVips.FolderVariable}; on Debian /usr/lib/x86_64-linux-gnu), or convert it, with ImageMagick say: magick in.heic out.png";

    private const string Raw = "camera raw files are not read; develop it first, with darktable say: darktable-cli in.raw out.tif";

    private static readonly string[] OtherPictures =
        [".jxl", ".jp2", ".psd", ".svg", ".exr", ".hdr", ".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2"];

    // Formats that are known by their first bytes and not read.
    private static readonly (byte[] Signature, string Reason)[] Others =
    [
        ([0xff, 0x0a], "JPEG XL is not read; convert it, with djxl say: djxl in.jxl out.png"),
        ([0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' '], "JPEG XL is not read; convert it, with djxl say: djxl in.jxl out.png"),
        ([0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' '], "JPEG 2000 is not read; convert it, with ImageMagick say: magick in.jp2 out.png"),
        ([0xff, 0x4f, 0xff, 0x51], "JPEG 2000 is not read; convert it, with ImageMagick say: magick in.j2k out.png"),
        ([.. "8BPS"u8], "Photoshop files are not read; export a PNG or TIFF"),
        ([0x76, 0x2f, 0x31, 0x01], "OpenEXR (float samples) is not read; convert it, with ImageMagick say: magick in.exr -depth 16 out.png"),
        ([.. "#?RADIANCE"u8], "Radiance HDR (float samples) is not read; convert it, with ImageMagick say: magick in.hdr -depth 16 out.png"),
        ([.. "PF"u8], "PFM (float samples) is not read; convert it, with ImageMagick say: magick in.pfm -depth 16 out.png"),
        ([.. "Pf"u8], "PFM (float samples) is not read; convert it, with ImageMagick say: magick in.pfm -depth 16 out.png"),
        ([.. "P7"u8], "PAM is not read; convert it, with ImageMagick say: magick in.pam out.png"),
        ([0, 0, 1, 0], "icons (ICO) are not read; convert it, with ImageMagick say: magick in.ico out.png"),
        ([.. "DDS "u8], "DDS is not read; convert it, with ImageMagick say: magick in.dds out.png"),
        ([.. "qoif"u8], "QOI is not read; convert it, with ImageMagick say: magick in.qoi out.png"),
        ([.. "%PDF"u8], "PDF is not read; render it first, with pdftoppm say: pdftoppm -png -r 300 in.pdf out"),
        ([.. "IIRO"u8], Raw), ([.. "IIRS"u8], Raw), ([.. "IIU\0"u8], Raw), ([.. "FUJIFILM"u8], Raw),
        ([.. "PK\u0003\u0004"u8], "this is an archive, not a picture; unpack it"), ([0x1f, 0x8b], "this is an archive, not a picture; unpack it"),
    ];

    /// <summary>The format that an extension (with its dot, any case) stands for, or null.</summary>
    public static PictureFormat? FromExtension(string path)
    {
        var extension = Path.GetExtension(path);
        foreach (var (known, format) in Extensions)
        {
            if (known.Equals(extension, StringComparison.OrdinalIgnoreCase))
                return format;
        }
        return null;
    }

    /// <summary>Whether a file of this name promises a picture, readable or not.</summary>
    public static bool LooksLikePicture(string path)
        => FromExtension(path) is not null || OtherPictures.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The format of a file, or why it is none.</summary>
    /// <param name="head">The first <see cref="Length"/> bytes, or all when the file is shorter.</param>
    /// <param name="path">File name, for TGA.</param>
    /// <param name="reason">When null is returned: what the file is instead and, where it can help, which tool converts it.</param>
    public static PictureFormat? Recognise(ReadOnlySpan<byte> head, string path, out string reason)
    {
        reason = "";
        if (head.IsEmpty)
            reason = "the file is empty";
        else if (head[0] == 0x89 && head[1..].StartsWith("PNG\r\n\x1a\n"u8))
            return PictureFormat.Png;
        else if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            return PictureFormat.Jpeg;
        else if (head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..12].SequenceEqual("WEBP"u8))
            return PictureFormat.WebP;
        else if ((head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8)) && head.Length >= 10 && head[8..].StartsWith("CR"u8))
            reason = Raw;
        else if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
            return PictureFormat.Tiff;
        else if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        else if (head.StartsWith("BM"u8) && head.Length >= 26)
            return PictureFormat.Bmp;
        else if (head.Length > 2 && head[0] == 'P' && head[1] is >= (byte)'1' and <= (byte)'6' && head[2] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'#')
            return PictureFormat.Pbm;
        else if (FromExtension(path) == PictureFormat.Tga && TgaReader.IsPlausible(head))
            return PictureFormat.Tga;
        else if (Brand(head) is { } format)
            return format;
        else
            reason = Describe(head);
        return null;
    }

    private static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return head[8..11].SequenceEqual("crx"u8) ? Raw : "this is a film, not a picture; take a frame out of it, with ffmpeg say: ffmpeg -i in.mp4 -frames:v 1 out.png";
        foreach (var (signature, reason) in Others)
        {
            if (head.StartsWith(signature))
                return reason;
        }
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return "this is an HTML page, not a picture; the download probably failed";
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "this is a Git LFS pointer, not the picture; run git lfs pull";
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return "SVG is not read; render it to a PNG first, with rsvg-convert say: rsvg-convert in.svg -o out.png";
        foreach (var b in head)
        {
            if (b < 32 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return "no picture format is recognised (read are PNG, JPEG, WebP, TIFF, AVIF, GIF, BMP, TGA, PPM); if it is one, convert it, with ImageMagick say: magick in out.png";
        }
        return "this is text, not a picture";
    }

    // AVIF and HEIC are one container; what is in it is said by the brands.
    private static PictureFormat? Brand(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12 || !head[4..8].SequenceEqual("ftyp"u8))
            return null;
        var isHeif = false;
        for (var at = 8; at + 4 <= head.Length && at < BinaryPrimitives.ReadUInt32BigEndian(head); at += at == 8 ? 8 : 4)   // the version stands behind the first
        {
            var brand = head.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return PictureFormat.Avif;
            isHeif |= brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        }
        return isHeif ? PictureFormat.Heif : null;
    }
}
