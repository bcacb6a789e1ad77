namespace TadSr.Imaging;

/// <summary>How <see cref="ImageFile"/> writes.</summary>
public sealed record PictureWriteOptions
{
    /// <summary>PNG, JPEG, WebP, TIFF or AVIF; null takes it from the extension of the file name.</summary>
    public PictureFormat? Format { get; init; }

    /// <summary>1 to 100 for JPEG, WebP and AVIF; 100 makes the last two lossless. PNG and TIFF ignore it.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>Compression of PNG and TIFF, 0 to 9. The default is quick: the time of the highest ones is seconds a megapixel.</summary>
    public int PngCompression { get; init; } = 3;

    /// <summary>Writes no EXIF, ICC, XMP, IPTC, text or colour chunks.</summary>
    public bool StripMetadata { get; init; }
}
