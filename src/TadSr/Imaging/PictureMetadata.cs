namespace TadSr.Imaging;

/// <summary>What a picture file carries beside its samples, kept as the bytes that were found.</summary>
public sealed record PictureMetadata
{
    /// <summary>A picture with nothing beside its samples.</summary>
    public static PictureMetadata None { get; } = new();

    /// <summary>EXIF block, or null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>ICC colour profile, or null.</summary>
    public byte[]? Icc { get; init; }

    /// <summary>XMP packet, or null.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>IPTC block, or null.</summary>
    public byte[]? Iptc { get; init; }

    /// <summary>Pixels per inch, horizontal and vertical, or null where the file does not say.</summary>
    public (double Horizontal, double Vertical)? PixelsPerInch { get; init; }

    /// <summary>Text chunks of a PNG: keyword and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Text { get; init; } = [];

    /// <summary>How the colours are meant where no profile says it: name and content of the PNG chunks gAMA, cHRM, sRGB, cICP and
    /// the like; the colour coding of an AVIF stands here as cICP.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Colour { get; init; } = [];
}
