namespace TadSr.Imaging.Formats;

/// <summary>Hands on the rows of a picture that a decoder gives only as a whole.</summary>
/// <param name="pixels">The picture, upright.</param>
/// <param name="alphaIsOptional">Whether alpha that is opaque everywhere is no alpha.</param>
internal sealed class StoredReader(PixelBuffer pixels, bool alphaIsOptional) : IPictureReader
{
    private int done;

    /// <inheritdoc/>
    public PictureHeader Header { get; } = new(pixels.Width, pixels.Height, pixels.Channels, pixels.BitDepth) { AlphaIsOptional = alphaIsOptional };

    /// <inheritdoc/>
    public PictureMetadata Metadata { get; init; } = PictureMetadata.None;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <inheritdoc/>
    public string? Damage { get; init; }

    /// <inheritdoc/>
    public void ReadRows(Span<byte> target)
    {
        var stride = (int)Header.Stride;
        for (; target.Length > 0; target = target[stride..])
            pixels.Row(done++).CopyTo(target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
