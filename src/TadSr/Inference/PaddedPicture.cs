using TadSr.Imaging;
using static TorchSharp.torch;

namespace TadSr.Inference;

/// <summary>The colour planes of a picture, seen as if they were extended by reflection to a size that tiles and network can take.</summary>
/// <param name="planes">Three planes of height x width values from 0 to 1.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
/// <param name="paddedWidth">Columns with the extension.</param>
/// <param name="paddedHeight">Rows with the extension.</param>
internal sealed class PaddedPicture(float[][] planes, int width, int height, int paddedWidth, int paddedHeight)
{
    /// <summary>The smallest multiple that is not smaller than the length: to where a side is extended.</summary>
    public static int PaddedLength(int length, int multiple) => (length + multiple - 1) / multiple * multiple;

    /// <summary>A window in [-1, 1], with a margin around it; beyond the extended picture its edge is repeated.</summary>
    /// <returns>(3, height + 2 margin, width + 2 margin).</returns>
    public Tensor Window(Tile tile, int windowWidth, int windowHeight, int margin)
    {
        var (columns, rows) = (windowWidth + 2 * margin, windowHeight + 2 * margin);
        var source = new int[columns];
        for (var x = 0; x < columns; x++)
            source[x] = Reflection.EdgeOnce(Math.Clamp(tile.Left + x - margin, 0, paddedWidth - 1), width);
        var values = new float[3 * rows * columns];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = 0; y < rows; y++)
            {
                var from = planes[channel].AsSpan(Reflection.EdgeOnce(Math.Clamp(tile.Top + y - margin, 0, paddedHeight - 1), height) * width, width);
                var to = values.AsSpan((channel * rows + y) * columns, columns);
                for (var x = 0; x < columns; x++)
                    to[x] = from[source[x]] * 2 - 1;
            }
        }
        return tensor(values, [3, rows, columns]);
    }
}
