namespace TadSr.Imaging;

/// <summary>Separable bicubic resampling of one plane (a = -0.5; the support grows when it is reduced; weights are normalised anew at
/// the edges: what Pillow and PyTorch's <c>antialias=True</c> compute), row by row, so that a large result need not lie in memory.</summary>
internal sealed class PlaneResampling
{
    private readonly Action<int, Span<float>> rows;
    private readonly float[] source;
    private readonly (int First, float[] Weights)[] horizontal, vertical;
    private readonly (int Row, float[] Values)[] held;   // source rows, resampled horizontally

    /// <summary>Prepares a result whose rows are then had by <see cref="Row"/>.</summary>
    /// <param name="rows">Fills in a row of the plane: its number, width values.</param>
    /// <param name="width">Columns of the plane.</param>
    /// <param name="height">Rows of the plane.</param>
    /// <param name="newWidth">Columns of the result.</param>
    /// <param name="newHeight">Rows of the result.</param>
    public PlaneResampling(Action<int, Span<float>> rows, int width, int height, int newWidth, int newHeight)
    {
        this.rows = rows;
        source = new float[width];
        horizontal = Taps(width, newWidth);
        vertical = Taps(height, newHeight);
        held = [.. Enumerable.Range(0, vertical.Max(taps => taps.Weights.Length)).Select(_ => (-1, new float[newWidth]))];
    }

    /// <summary>The same of a plane in memory.</summary>
    public PlaneResampling(float[] plane, int width, int height, int newWidth, int newHeight)
        : this((y, row) => plane.AsSpan(y * width, width).CopyTo(row), width, height, newWidth, newHeight)
    {
    }

    /// <summary>One row of the result; cheapest when they are had from the top.</summary>
    /// <param name="y">Row.</param>
    /// <param name="target">As many values as the result has columns.</param>
    public void Row(int y, Span<float> target)
    {
        target.Clear();
        var (first, weights) = vertical[y];
        for (var i = 0; i < weights.Length; i++)
        {
            var line = Resampled(first + i);
            var weight = weights[i];
            for (var x = 0; x < line.Length; x++)
                target[x] += weight * line[x];
        }
    }

    private float[] Resampled(int y)
    {
        ref var entry = ref held[y % held.Length];
        if (entry.Row == y)
            return entry.Values;
        rows(y, source);
        entry.Row = y;
        for (var x = 0; x < entry.Values.Length; x++)
        {
            var (first, weights) = horizontal[x];
            var sum = 0f;
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * source[first + i];
            entry.Values[x] = sum;
        }
        return entry.Values;
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
