namespace TadSr.Imaging;

/// <summary>How <see cref="ImageFile"/> writes.</summary>
public sealed record PictureWriteOptions
{
    /// <summary>PNG, JPEG or WebP; null takes it from the extension of the file name.</summary>
    public PictureFormat? Format { get; init; }

    /// <summary>1 to 100 for JPEG and WebP; 100 makes WebP lossless. PNG ignores it.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>PNG compression, 0 to 9. The default is quick: the time of the highest ones is seconds a megapixel.</summary>
    public int PngCompression { get; init; } = 3;

    /// <summary>Writes no EXIF, ICC, XMP, IPTC or text.</summary>
    public bool StripMetadata { get; init; }
}
