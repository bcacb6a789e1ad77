using TadSr.Imaging;

namespace TadSr.Inference;

/// <summary>Holds the colours of the input: the output, reduced to the input's size by averaging, must not differ from it in
/// the low frequencies. Only a smooth correction is added, so texture and edges stay the network's.</summary>
internal sealed class ColorFix
{
    // Three passes of a box of 2 r + 1 approximate a Gaussian of standard deviation 8 pixels of the input.
    private const int Radius = 7;

    private readonly int width, height, scale;
    private readonly float[][] differences;

    /// <summary>Starts with the input; the output is then reported row by row.</summary>
    /// <param name="input">Three planes of height x width values from 0 to 1; they are taken over and changed.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="scale">Pixels of the output for one of the input.</param>
    public ColorFix(float[][] input, int width, int height, int scale)
    {
        (differences, this.width, this.height, this.scale) = (input, width, height, scale);
    }

    /// <summary>Takes note of one output row.</summary>
    /// <param name="y">Row of the output.</param>
    /// <param name="channel">0 to 2.</param>
    /// <param name="row">Width x scale output values.</param>
    public void Report(int y, int channel, ReadOnlySpan<float> row)
    {
        var target = differences[channel].AsSpan(y / scale * width, width);
        var share = 1f / (scale * scale);
        for (var x = 0; x < width; x++)
        {
            var sum = 0f;
            foreach (var value in row.Slice(x * scale, scale))
                sum += value;
            target[x] -= sum * share;
        }
    }

    /// <summary>Smooths the differences, when all rows are reported.</summary>
    public void Complete()
    {
        foreach (var plane in differences)
        {
            for (var pass = 0; pass < 3; pass++)
            {
                for (var y = 0; y < height; y++)
                    Box(plane, y * width, 1, width);
                for (var x = 0; x < width; x++)
                    Box(plane, x, width, height);
            }
        }
    }

    /// <summary>The correction of one output row, after <see cref="Complete"/>.</summary>
    /// <param name="y">Row of the output.</param>
    /// <param name="channel">0 to 2.</param>
    /// <param name="row">Gets width x scale values to add.</param>
    public void CorrectionRow(int y, int channel, Span<float> row)
    {
        var (above, below, down) = Neighbours(y, height);
        var first = differences[channel].AsSpan(above * width, width);
        var second = differences[channel].AsSpan(below * width, width);
        for (var x = 0; x < row.Length; x++)
        {
            var (left, right, across) = Neighbours(x, width);
            var upper = first[left] + (first[right] - first[left]) * across;
            var lower = second[left] + (second[right] - second[left]) * across;
            row[x] = upper + (lower - upper) * down;
        }
    }

    private (int First, int Second, float Weight) Neighbours(int position, int length)
    {
        var center = Math.Clamp((position + 0.5f) / scale - 0.5f, 0, length - 1);
        var first = (int)center;
        return (first, Math.Min(first + 1, length - 1), center - first);
    }

    // A running mean with the ends mirrored, which leaves the mean of the whole unchanged.
    private static void Box(float[] plane, int start, int step, int length)
    {
        var line = new float[length];
        for (var i = 0; i < length; i++)
            line[i] = plane[start + i * step];
        double sum = 0;
        for (var i = -Radius; i <= Radius; i++)
            sum += line[Reflection.EdgeRepeated(i, length)];
        for (var i = 0; i < length; i++)
        {
            plane[start + i * step] = (float)(sum / (2 * Radius + 1));
            sum += line[Reflection.EdgeRepeated(i + Radius + 1, length)] - line[Reflection.EdgeRepeated(i - Radius, length)];
        }
    }
}
