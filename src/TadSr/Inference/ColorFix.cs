using TadSr.Imaging;

namespace TadSr.Inference;

/// <summary>Holds the colours of the input: the output, reduced to the input's size by averaging, must not differ from it in
/// the low frequencies. Only a smooth correction is added, so texture and edges stay the network's. Rows go through it from the top;
/// the correction follows some rows behind, so that what it holds does not depend on the height.</summary>
internal sealed class ColorFix
{
    /// <summary>Rows of the input by which the correction follows what was reported.</summary>
    public const int Lag = Passes * Radius + 2;

    // Three passes of a box of 2 r + 1 approximate a Gaussian of standard deviation 8 pixels of the input.
    private const int Radius = 7, Passes = 3, Channels = 3;

    private readonly int width, height, scale;
    private readonly Action<int, int, Span<float>> input;
    private readonly Queue<float[]> free = new();
    private readonly Dictionary<int, float[]> differences = [];
    private readonly VerticalMean[] passes;
    private readonly float[] line;   // made once: what is made for every row fills tens of megabytes before it is collected
    private readonly (int First, int Second, float Weight)[] columns;
    private float[] above, below;
    private int fed, smoothed, given;

    /// <summary>Starts with the input; the output is then reported.</summary>
    /// <param name="input">Fills in a row of the input, 0 to 1: row, channel, width values.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="scale">Pixels of the output for one of the input.</param>
    public ColorFix(Action<int, int, Span<float>> input, int width, int height, int scale)
    {
        (this.input, this.width, this.height, this.scale) = (input, width, height, scale);
        (above, below) = (new float[Channels * width], new float[Channels * width]);
        line = new float[width];
        columns = [.. Enumerable.Range(0, width * scale).Select(x => Neighbours(x, width))];
        passes = [.. Enumerable.Range(0, Passes).Select(_ => new VerticalMean(Channels * width, height))];
    }

    /// <summary>Bytes that a picture takes.</summary>
    /// <param name="width">Columns of the input.</param>
    /// <param name="rows">Rows of the input that are under way at once.</param>
    public static long Bytes(int width, int rows) => (long)Channels * width * ((rows + 4) * sizeof(float) + Passes * (2 * Radius + 2) * sizeof(float) + Passes * sizeof(double));

    /// <summary>Takes note of a part of an output row. Each column gets its rows from the top.</summary>
    /// <param name="y">Row of the output.</param>
    /// <param name="channel">0 to 2.</param>
    /// <param name="left">First column of the output, a multiple of the scale.</param>
    /// <param name="part">Output values, a multiple of the scale.</param>
    public void Report(int y, int channel, int left, ReadOnlySpan<float> part)
    {
        var target = Difference(y / scale).AsSpan(channel * width + left / scale, part.Length / scale);
        var share = 1f / (scale * scale);
        for (var x = 0; x < target.Length; x++)
        {
            var sum = 0f;
            foreach (var value in part.Slice(x * scale, scale))
                sum += value;
            target[x] -= sum * share;
        }
    }

    /// <summary>Smooths the differences of the rows that are reported as a whole.</summary>
    /// <param name="rows">How many rows of the output are.</param>
    /// <param name="correct">Told each row of the output, from the top, whose correction can be had now and until it returns.</param>
    public void Complete(int rows, Action<int> correct)
    {
        for (; fed < rows / scale; fed++)
        {
            var row = Difference(fed);
            differences.Remove(fed);
            Feed(0, row, correct);
            free.Enqueue(row);
        }
    }

    /// <summary>The correction of one output row, while <see cref="Complete"/> tells of it.</summary>
    /// <param name="y">Row of the output.</param>
    /// <param name="channel">0 to 2.</param>
    /// <param name="row">Gets width x scale values to add.</param>
    public void CorrectionRow(int y, int channel, Span<float> row)
    {
        var (upperRow, lowerRow, down) = Neighbours(y, height);
        var first = Smoothed(upperRow).AsSpan(channel * width, width);
        var second = Smoothed(lowerRow).AsSpan(channel * width, width);
        for (var x = 0; x < row.Length; x++)
        {
            var (left, right, across) = columns[x];
            var upper = first[left] + (first[right] - first[left]) * across;
            var lower = second[left] + (second[right] - second[left]) * across;
            row[x] = upper + (lower - upper) * down;
        }
    }

    private float[] Smoothed(int row) => row == smoothed - 1 ? below : above;

    private float[] Difference(int y)
    {
        if (differences.TryGetValue(y, out var row))
            return row;
        row = free.Count > 0 ? free.Dequeue() : new float[Channels * width];
        for (var channel = 0; channel < Channels; channel++)
            input(y, channel, row.AsSpan(channel * width, width));
        return differences[y] = row;
    }

    // A row goes through the passes; what comes out of the last one is kept until the next one does.
    private void Feed(int pass, float[] row, Action<int> correct)
    {
        if (pass < Passes)
        {
            for (var channel = 0; channel < Channels; channel++)
                Box(row.AsSpan(channel * width, width));
            passes[pass].Add(row, result => Feed(pass + 1, result, correct));
            return;
        }
        (above, below) = (below, above);
        row.CopyTo(below, 0);
        smoothed++;
        for (; given < height * scale && Neighbours(given, height).Second < smoothed; given++)
            correct(given);
    }

    private (int First, int Second, float Weight) Neighbours(int position, int length)
    {
        var center = Math.Clamp((position + 0.5f) / scale - 0.5f, 0, length - 1);
        var first = (int)center;
        return (first, Math.Min(first + 1, length - 1), center - first);
    }

    // A running mean with the ends mirrored, which leaves the mean of the whole unchanged.
    private void Box(Span<float> row)
    {
        row.CopyTo(line);
        double sum = 0;
        for (var i = -Radius; i <= Radius; i++)
            sum += line[Reflection.EdgeRepeated(i, line.Length)];
        for (var i = 0; i < line.Length; i++)
        {
            row[i] = (float)(sum / (2 * Radius + 1));
            sum += line[Reflection.EdgeRepeated(i + Radius + 1, line.Length)] - line[Reflection.EdgeRepeated(i - Radius, line.Length)];
        }
    }

    // The same from row to row.
    private sealed class VerticalMean(int width, int height)
    {
        private const int Held = 2 * Radius + 2;

        private readonly float[][] rows = [.. Enumerable.Range(0, Math.Min(Held, height)).Select(_ => new float[width])];
        private readonly double[] sums = new double[width];
        private readonly float[] result = new float[width];
        private int added, given;

        public void Add(float[] row, Action<float[]> give)
        {
            row.CopyTo(rows[added++ % Held], 0);
            for (; given < height && added >= Math.Min(given + Radius + 1, height); given++)
            {
                if (given == 0)
                    Start();
                else
                    Move();
                for (var x = 0; x < width; x++)
                    result[x] = (float)(sums[x] / (2 * Radius + 1));
                give(result);
            }
        }

        private void Start()
        {
            for (var i = -Radius; i <= Radius; i++)
            {
                var row = Row(i);
                for (var x = 0; x < width; x++)
                    sums[x] += row[x];
            }
        }

        private void Move()
        {
            var (enters, leaves) = (Row(given + Radius), Row(given - 1 - Radius));
            for (var x = 0; x < width; x++)
                sums[x] += enters[x] - leaves[x];
        }

        private float[] Row(int y) => rows[Reflection.EdgeRepeated(y, height) % Held];
    }
}
