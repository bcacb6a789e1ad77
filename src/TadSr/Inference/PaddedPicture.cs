using TadSr.Imaging;
using TadSr.Models;

namespace TadSr.Inference;

/// <summary>The colours of a picture, seen as if it were extended by reflection: by a rim on every side, and to a size that
/// tiles and network can take. The edge belongs to what is mirrored where there is a rim, and does not where there is none.</summary>
/// <param name="colours">The picture.</param>
/// <param name="paddedWidth">Columns with the extension.</param>
/// <param name="paddedHeight">Rows with the extension.</param>
/// <param name="rim">Columns and rows before the picture; places of tiles count from the first of them.</param>
internal sealed class PaddedPicture(InputColours colours, int paddedWidth, int paddedHeight, int rim = 0) : IPictureView
{
    /// <inheritdoc/>
    public int Width => colours.Width;

    /// <inheritdoc/>
    public int Height => colours.Height;

    /// <summary>The smallest multiple that is not smaller than the length: to where a side is extended.</summary>
    public static int PaddedLength(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    /// <summary>A window with a margin around it; beyond the extended picture its edge is repeated.</summary>
    /// <param name="tile">Where the window begins.</param>
    /// <param name="margin">Pixels around it.</param>
    /// <param name="target">Gets (3, height + 2 margin, width + 2 margin) values in [0, 1].</param>
    public void Window(Tile tile, int margin, Planes<float> target)
    {
        var source = new int[target.Width];
        for (var x = 0; x < source.Length; x++)
            source[x] = Source(tile.Left + x - margin, paddedWidth, Width);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < target.Height; y++)
                colours.Gather(Source(tile.Top + y - margin, paddedHeight, Height), channel, source, target.Row(channel, y));
        }
    }

    /// <inheritdoc/>
    public Planes<float> Reduced(int longestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        var whole = new Planes<float>(3, Height, Width);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < Height; y++)
                colours.CopyRow(y, channel, whole.Row(channel, y));
        }
        var longest = Math.Max(Width, Height);
        return longest <= longestSide
            ? whole
            : AreaReduction.Apply(whole, Math.Max(1, (int)((long)Height * longestSide / longest)), Math.Max(1, (int)((long)Width * longestSide / longest)));
    }

    private int Source(int place, int padded, int length)
    {
        var inside = Math.Clamp(place, 0, padded - 1);
        return rim == 0 ? Reflection.EdgeOnce(inside, length) : Reflection.EdgeRepeated(inside - rim, length);
    }
}
