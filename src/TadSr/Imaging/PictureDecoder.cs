using TadSr.Imaging.Formats;

namespace TadSr.Imaging;

/// <summary>Opens picture files and gathers their rows into upright pictures: the one way in for all that reads a file.</summary>
internal static class PictureDecoder
{
    private const int BlockBytes = 1 << 20, TurnedBlockBytes = 1 << 23;

    /// <summary>Opens a file whose header was checked.</summary>
    /// <exception cref="PictureFileException">It cannot be read.</exception>
    public static IPictureReader Open(Stream file, PictureInfo info, bool acceptsDamage, CancellationToken cancellation) => info.Format switch
    {
        PictureFormat.Pbm => new PnmReader(file, acceptsDamage, cancellation),
        PictureFormat.Tga => TgaReader.Open(file, acceptsDamage, cancellation),
        PictureFormat.Bmp => BmpReader.Open(file, acceptsDamage),
        _ => new VipsReader(DecodePlans.Create(file, info, acceptsDamage, cancellation), info.Format, acceptsDamage, cancellation),
    };

    /// <summary>Reads all rows.</summary>
    /// <exception cref="PictureFileException">The file cannot be read.</exception>
    public static Picture Decode(IPictureReader reader, PictureFormat format, PixelScratch scratch, CancellationToken cancellation)
    {
        var header = reader.Header;
        var isTurned = Orientation.Swaps(header.Orientation);
        var (width, height) = isTurned ? (header.Height, header.Width) : (header.Width, header.Height);
        var pixels = scratch.Create(width, height, header.Channels, header.BitDepth);
        var stride = (int)header.Stride;
        var block = new byte[stride * Math.Clamp((isTurned ? TurnedBlockBytes : BlockBytes) / stride, 1, header.Height)];
        for (var y = 0; y < header.Height;)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(block.Length / stride, header.Height - y);
            reader.ReadRows(block.AsSpan(0, rows * stride));
            Orientation.Place(block.AsSpan(0, rows * stride), rows, y, header.Orientation, pixels);
            y += rows;
        }
        if (header.AlphaIsOptional && pixels.HasAlpha && pixels.IsOpaque())
            pixels = pixels.WithoutAlpha(scratch);
        return new Picture(pixels, format, reader.Metadata, reader.Damage is { } damage ? [.. reader.Warnings, damage] : [.. reader.Warnings]) { Damage = reader.Damage };
    }
}
