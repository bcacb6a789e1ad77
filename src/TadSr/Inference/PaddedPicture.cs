using TadSr.Imaging;
using TadSr.Models;

namespace TadSr.Inference;

/// <summary>The colour planes of a picture, seen as if they were extended by reflection: by a rim on every side, and to a size that
/// tiles and network can take. The edge belongs to what is mirrored where there is a rim, and does not where there is none.</summary>
/// <param name="planes">Three planes of height x width values from 0 to 1.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="paddedWidth">Columns with the extension.</param>
/// <param name="paddedHeight">Rows with the extension.</param>
/// <param name="rim">Columns and rows before the picture; places of tiles count from the first of them.</param>
internal sealed class PaddedPicture(float[][] planes, int width, int height, int paddedWidth, int paddedHeight, int rim = 0) : IPictureView
{
    /// <inheritdoc/>
    public int Width => width;

    /// <inheritdoc/>
    public int Height => height;

    /// <summary>The smallest multiple that is not smaller than the length: to where a side is extended.</summary>
    public static int PaddedLength(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    /// <summary>A window with a margin around it; beyond the extended picture its edge is repeated.</summary>
    /// <returns>(3, height + 2 margin, width + 2 margin) in [0, 1].</returns>
    public Planes<float> Window(Tile tile, int windowWidth, int windowHeight, int margin)
    {
        var (columns, rows) = (windowWidth + 2 * margin, windowHeight + 2 * margin);
        var source = new int[columns];
        for (var x = 0; x < columns; x++)
            source[x] = Source(tile.Left + x - margin, paddedWidth, width);
        var result = new Planes<float>(3, rows, columns);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < rows; y++)
            {
                var from = planes[channel].AsSpan(Source(tile.Top + y - margin, paddedHeight, height) * width, width);
                var to = result.Row(channel, y);
                for (var x = 0; x < columns; x++)
                    to[x] = from[source[x]];
            }
        }
        return result;
    }

    /// <inheritdoc/>
    public Planes<float> Reduced(int longestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        var whole = new Planes<float>(3, height, width);
        for (var channel = 0; channel < 3; channel++)
            planes[channel].CopyTo(whole.Plane(channel));
        var longest = Math.Max(width, height);
        return longest <= longestSide
            ? whole
            : AreaReduction.Apply(whole, Math.Max(1, (int)((long)height * longestSide / longest)), Math.Max(1, (int)((long)width * longestSide / longest)));
    }

    private int Source(int place, int padded, int length)
    {
        var inside = Math.Clamp(place, 0, padded - 1);
        return rim == 0 ? Reflection.EdgeOnce(inside, length) : Reflection.EdgeRepeated(inside - rim, length);
    }
}
