namespace TadSr.Imaging.Formats;

/// <summary>What libvips says about a file beside its samples.</summary>
internal sealed record VipsFields
{
    /// <summary>Pages or frames.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>Bits a sample in the file.</summary>
    public int BitsPerSample { get; init; } = 8;

    /// <summary>Pixels per inch, or null.</summary>
    public (double Horizontal, double Vertical)? PixelsPerInch { get; init; }

    /// <summary>EXIF block, or null.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>Colour profile, or null.</summary>
    public byte[]? Icc { get; init; }

    /// <summary>XMP packet, or null.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>IPTC records in whatever wrapping, or null.</summary>
    public byte[]? Iptc { get; init; }
}
