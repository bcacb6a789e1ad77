namespace TadSr.Imaging;

/// <summary>Reduces a picture by averaging each output pixel's exact footprint, fractions of pixels included (OpenCV's INTER_AREA).</summary>
internal static class AreaReduction
{
    public static Planes<float> Apply(Planes<float> image, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, image.Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, image.Width);
        var result = new Planes<float>(image.Channels, height, width);
        var (rows, columns) = (new Footprints(image.Height, height), new Footprints(image.Width, width));
        var line = new float[image.Width];
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < height; y++)
            {
                Array.Clear(line);
                for (var k = 0; k < rows.Taps; k++)
                    AddScaled(line, image.Row(c, rows.Index(y, k)), rows.Weight(y, k));
                var target = result.Row(c, y);
                for (var x = 0; x < width; x++)
                {
                    var sum = 0f;
                    for (var k = 0; k < columns.Taps; k++)
                        sum += columns.Weight(x, k) * line[columns.Index(x, k)];
                    target[x] = sum;
                }
            }
        }

        return result;
    }

    private static void AddScaled(float[] sum, ReadOnlySpan<float> values, float weight)
    {
        if (weight == 0)
            return;
        for (var x = 0; x < sum.Length && x < values.Length; x++)
            sum[x] += weight * values[x];
    }

    /// <summary>The source pixels that each output pixel covers, and the share of each in its mean.</summary>
    private sealed class Footprints
    {
        private readonly int[] first;
        private readonly float[] weights;
        private readonly int last;

        public Footprints(int inputs, int outputs)
        {
            var step = (double)inputs / outputs;
            Taps = (int)Math.Ceiling(step) + 1;
            last = inputs - 1;
            first = new int[outputs];
            weights = new float[outputs * Taps];
            for (var i = 0; i < outputs; i++)
            {
                var (low, high) = (i * step, Math.Min((i + 1) * step, inputs));
                first[i] = (int)Math.Floor(low + 1e-9);
                for (var k = 0; k < Taps; k++)
                {
                    var pixel = first[i] + k;
                    weights[i * Taps + k] = (float)(Math.Max(0, Math.Min(pixel + 1, high) - Math.Max(pixel, low)) / step);
                }
            }
        }

        public int Taps { get; }

        public int Index(int output, int tap) => Math.Min(first[output] + tap, last);

        public float Weight(int output, int tap) => weights[output * Taps + tap];
    }
}
