namespace TadSr.Imaging;

/// <summary>A decoded picture file.</summary>
/// <param name="Pixels">Samples, upright.</param>
/// <param name="Format">Format by content.</param>
/// <param name="Metadata">What else the file carried; the EXIF orientation is already applied.</param>
/// <param name="Warnings">One line each: what could not be kept or was converted.</param>
public sealed record Picture(PixelBuffer Pixels, PictureFormat Format, PictureMetadata Metadata, IReadOnlyList<string> Warnings)
{
    /// <summary>Wraps samples that come from elsewhere, to be written without metadata.</summary>
    public Picture(PixelBuffer pixels)
        : this(pixels, PictureFormat.Png, PictureMetadata.None, [])
    {
    }

    /// <summary>What the decoder of a damaged file had to guess, which is also among the warnings; null for a sound one.</summary>
    public string? Damage { get; init; }

    /// <summary>How the picture was made otherwise than asked for, which is also among the warnings, or null.</summary>
    internal string? Deviation { get; init; }
}
