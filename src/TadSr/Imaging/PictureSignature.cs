using System.Text;

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
        (".gif", PictureFormat.Gif), (".tga", PictureFormat.Tga), (".pbm", PictureFormat.Pbm), (".pgm", PictureFormat.Pbm), (".ppm", PictureFormat.Pbm), (".pnm", PictureFormat.Pbm),
    ];

    private static readonly string[] OtherPictures =
        [".heic", ".heif", ".avif", ".jxl", ".jp2", ".psd", ".svg", ".exr", ".hdr", ".cr2", ".cr3", ".nef", ".arw", ".dng", ".raf", ".orf", ".rw2"];

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
        else if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8))
            return PictureFormat.Tiff;
        else if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        else if (head.StartsWith("BM"u8) && head.Length >= 26)
            return PictureFormat.Bmp;
        else if (head.Length > 2 && head[0] == 'P' && head[1] is >= (byte)'1' and <= (byte)'6' && head[2] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            return PictureFormat.Pbm;
        else if (FromExtension(path) == PictureFormat.Tga && head.Length >= 18 && head[1] <= 1 && head[2] is 1 or 2 or 3 or 9 or 10 or 11)
            return PictureFormat.Tga;
        else
            reason = Describe(head);
        return null;
    }

    private static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
        {
            return head[8..12].SequenceEqual("avif"u8)
                ? "AVIF is not read; convert it, with ImageMagick say: magick in.avif out.png"
                : "HEIF (HEIC) is not read; convert it, with ImageMagick say: magick in.heic out.png";
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0x0a]) || (head.Length >= 8 && head[4..8].SequenceEqual("JXL "u8)))
            return "JPEG XL is not read; convert it, with djxl say: djxl in.jxl out.png";
        if (head.StartsWith("8BPS"u8))
            return "Photoshop files are not read; export a PNG or TIFF";
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            return "this is an HTML page, not a picture; the download probably failed";
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "this is a Git LFS pointer, not the picture; run git lfs pull";
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return "SVG is not read; render it to a PNG first";
        foreach (var b in head)
        {
            if (b < 32 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return "no picture format is recognised (read are PNG, JPEG, WebP, TIFF, BMP, GIF, TGA, PPM)";
        }
        return "this is text, not a picture";
    }
}
