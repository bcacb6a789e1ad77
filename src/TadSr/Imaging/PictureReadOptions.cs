namespace TadSr.Imaging;

/// <summary>How <see cref="ImageFile"/> reads.</summary>
internal sealed record PictureReadOptions
{
    /// <summary>Largest width x height; a larger picture is refused before anything is allocated.</summary>
    public long MaxPixels { get; init; } = ImageFile.DefaultMaxPixels;

    /// <summary>Whether a file that is cut or corrupted is taken as far as it can be decoded, with a warning, and not refused.</summary>
    public bool AcceptDamaged { get; init; }
}
