using TadSr.Imaging.Formats;

namespace TadSr.Imaging;

/// <summary>Opens picture files and gathers their rows into upright pictures: the one way in for all that reads a file.</summary>
internal static class PictureDecoder
{
    private const int BlockBytes = 1 << 20;

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
    public static Picture Decode(IPictureReader reader, PictureFormat format, CancellationToken cancellation)
    {
        var header = reader.Header;
        var (width, height) = Orientation.Swaps(header.Orientation) ? (header.Height, header.Width) : (header.Width, header.Height);
        var pixels = new PixelBuffer(width, height, header.Channels, header.BitDepth);
        var stride = (int)header.Stride;
        var block = new byte[stride * Math.Clamp(BlockBytes / stride, 1, header.Height)];
        for (var y = 0; y < header.Height;)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(block.Length / stride, header.Height - y);
            reader.ReadRows(block.AsSpan(0, rows * stride));
            for (var row = 0; row < rows; row++, y++)
                Orientation.Place(block.AsSpan(row * stride, stride), y, header.Orientation, pixels);
        }
        if (header.AlphaIsOptional && pixels.HasAlpha && pixels.IsOpaque())
            pixels = pixels.WithoutAlpha();
        return new Picture(pixels, format, reader.Metadata, reader.Damage is { } damage ? [.. reader.Warnings, damage] : [.. reader.Warnings]) { Damage = reader.Damage };
    }
}
