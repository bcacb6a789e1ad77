namespace TadSr.Imaging;

/// <summary>Separable bicubic resampling of one plane (a = -0.5; the support grows when it is reduced; weights are normalised anew at
/// the edges: what Pillow and PyTorch's <c>antialias=True</c> compute), row by row, so that a large result need not lie in memory.</summary>
internal sealed class PlaneResampling
{
    private readonly float[] columns;
    private readonly int newWidth;
    private readonly (int First, float[] Weights)[] vertical;

    /// <summary>Resamples all rows horizontally; rows of the result are then had by <see cref="Row"/>.</summary>
    /// <param name="plane">Height x width values, rows from the top.</param>
    /// <param name="width">Columns of the plane.</param>
    /// <param name="height">Rows of the plane.</param>
    /// <param name="newWidth">Columns of the result.</param>
    /// <param name="newHeight">Rows of the result.</param>
    public PlaneResampling(ReadOnlySpan<float> plane, int width, int height, int newWidth, int newHeight)
    {
        this.newWidth = newWidth;
        var horizontal = Taps(width, newWidth);
        vertical = Taps(height, newHeight);
        columns = new float[(long)newWidth * height];
        for (var y = 0; y < height; y++)
        {
            var source = plane.Slice(y * width, width);
            var target = columns.AsSpan(y * newWidth, newWidth);
            for (var x = 0; x < newWidth; x++)
            {
                var (first, weights) = horizontal[x];
                var sum = 0f;
                for (var i = 0; i < weights.Length; i++)
                    sum += weights[i] * source[first + i];
                target[x] = sum;
            }
        }
    }

    /// <summary>One row of the result.</summary>
    /// <param name="y">Row.</param>
    /// <param name="target">As many values as the result has columns.</param>
    public void Row(int y, Span<float> target)
    {
        target.Clear();
        var (first, weights) = vertical[y];
        for (var i = 0; i < weights.Length; i++)
        {
            var source = columns.AsSpan((first + i) * newWidth, newWidth);
            var weight = weights[i];
            for (var x = 0; x < newWidth; x++)
                target[x] += weight * source[x];
        }
    }

    // For each place of the result: the first source sample and the weights from there on.
    private static (int First, float[] Weights)[] Taps(int length, int newLength)
    {
        var scale = (double)length / newLength;
        var taps = new (int, float[])[newLength];
        for (var i = 0; i < newLength; i++)
            taps[i] = Around((i + 0.5) * scale, Math.Max(scale, 1), length);
        return taps;
    }

    private static (int First, float[] Weights) Around(double center, double stretch, int length)
    {
        var support = 2 * stretch;
        var first = Math.Max((int)(center - support + 0.5), 0);
        var last = Math.Min((int)(center + support + 0.5), length);
        var weights = new double[last - first];
        for (var j = 0; j < weights.Length; j++)
            weights[j] = Cubic((j + first - center + 0.5) / stretch);
        var sum = weights.Sum();
        return (first, [.. weights.Select(w => (float)(w / sum))]);
    }

    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        if (x < 1)
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0;
    }
}
