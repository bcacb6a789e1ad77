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
        _ => "." + format.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether <see cref="ImageFile"/> writes the format.</summary>
    public static bool IsWritable(PictureFormat format) => format is PictureFormat.Png or PictureFormat.Jpeg or PictureFormat.WebP;

    /// <summary>The longest side that the format can hold.</summary>
    public static int LongestSide(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => 65535,
        PictureFormat.WebP => 16383,
        _ => int.MaxValue,
    };
}
