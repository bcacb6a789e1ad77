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

    /// <summary>Bytes of memory that decoding a picture and encoding its enlargement take at most, beside the samples. PNG, JPEG and TIFF come and
    /// go row by row; others, and what the header does not tell from them (progressive JPEG, interlaced PNG), are held whole.</summary>
    /// <param name="output">The format that is written.</param>
    /// <param name="pixels">Pixels of the input.</param>
    /// <param name="scale">Pixels of the output for one of the input, in each direction.</param>
    public static long CodecBytes(PictureFormat output, long pixels, int scale)
        => Math.Max(DecodedPixel * pixels, EncodedPixel(output) * pixels * scale * scale);

    // Estimates from what decoders and encoders hold (planes and the picture beside them), not measured.
    private const int DecodedPixel = 8;

    private static int EncodedPixel(PictureFormat format) => format switch
    {
        PictureFormat.WebP => 8,
        PictureFormat.Avif => 24,
        _ => 0,
    };
}
