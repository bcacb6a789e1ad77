using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>MATLAB's imresize by 0.5: bicubic (a = -0.5) stretched by two against aliasing, symmetric border, in float32 as the
/// published code computes it whatever it is given.</summary>
internal static class HalfSize
{
    private const int Taps = 8;

    /// <summary>(h, w) to half of it, rounded up.</summary>
    public static Planes<double> Reduce(Planes<double> source)
    {
        var weights = Weights();
        int height = (source.Height + 1) / 2, width = (source.Width + 1) / 2;
        var rows = new float[height * source.Width];
        for (var y = 0; y < height; y++)
        {
            var target = rows.AsSpan(y * source.Width, source.Width);
            for (var k = 0; k < Taps; k++)
            {
                var from = source.Row(0, Reflection.EdgeRepeated(2 * y + k - 3, source.Height));
                for (var x = 0; x < target.Length; x++)
                    target[x] += (float)from[x] * weights[k];
            }
        }
        var result = new Planes<double>(1, height, width);
        for (var y = 0; y < height; y++)
        {
            var from = rows.AsSpan(y * source.Width, source.Width);
            var target = result.Row(0, y);
            for (var x = 0; x < width; x++)
            {
                var sum = 0f;
                for (var k = 0; k < Taps; k++)
                    sum += from[Reflection.EdgeRepeated(2 * x + k - 3, source.Width)] * weights[k];
                target[x] = sum;
            }
        }
        return result;
    }

    private static float[] Weights()
    {
        var weights = new double[Taps];
        for (var k = 0; k < Taps; k++)
            weights[k] = Cubic(Math.Abs(k - 3.5) / 2);
        var sum = weights.Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }

    private static double Cubic(double x) => x <= 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
}
