namespace TadSr.Imaging.Formats;

/// <summary>What an open file holds.</summary>
/// <param name="Width">Columns as stored.</param>
/// <param name="Height">Rows as stored.</param>
/// <param name="Channels">1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.</param>
/// <param name="BitDepth">8 or 16.</param>
internal sealed record PictureHeader(int Width, int Height, int Channels, int BitDepth)
{
    /// <summary>How to turn the rows: the EXIF orientation, 1 to 8.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>Whether alpha that is opaque everywhere is no alpha: the kind of file cannot be told from one without.</summary>
    public bool AlphaIsOptional { get; init; }

    /// <summary>Bytes of a row.</summary>
    public long Stride => (long)Width * Channels * (BitDepth / 8);
}
