namespace TadSr.Imaging;

/// <summary>Names and limits of the formats.</summary>
internal static class PictureFormats
{
    /// <summary>The name that a user knows: PNG, JPEG, WebP.</summary>
    public static string Name(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "JPEG",
        PictureFormat.WebP => "WebP",
        PictureFormat.Pbm => "PPM",
        PictureFormat.Heif => "HEIC",
        _ => format.ToString().ToUpperInvariant(),
    };

    /// <summary>The usual extension with its dot.</summary>
    public static string Extension(PictureFormat format) => format switch
    {
        PictureFormat.Png => ".png",
        PictureFormat.Jpeg => ".jpg",
        PictureFormat.WebP => ".webp",
        PictureFormat.Tiff => ".tif",
        PictureFormat.Pbm => ".ppm",
        PictureFormat.Heif => ".heic",
        _ => "." + format.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether <see cref="ImageFile"/> writes the format.</summary>
    public static bool IsWritable(PictureFormat format)
        => format is PictureFormat.Png or PictureFormat.Jpeg or PictureFormat.WebP or PictureFormat.Tiff or PictureFormat.Avif;

    /// <summary>The format of an output whose input has this one: the same where it is written with all that the input carries, else PNG.</summary>
    public static PictureFormat Following(PictureFormat format) => IsWritable(format) && format != PictureFormat.Tiff ? format : PictureFormat.Png;

    /// <summary>The most bits a sample that a file of the format is written with.</summary>
    public static int BitDepth(PictureFormat format) => format switch
    {
        PictureFormat.Png or PictureFormat.Tiff => 16,
        PictureFormat.Avif => 12,
        _ => 8,
    };

    /// <summary>The longest side that the format can hold.</summary>
    public static int LongestSide(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => 65535,
        PictureFormat.WebP => 16383,
        PictureFormat.Avif => 16384,
        _ => int.MaxValue,
    };
}
