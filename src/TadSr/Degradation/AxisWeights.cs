using TadSr.Configuration;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>What one axis of a resize reads: for every output position the same number of taps, each a source index and a
/// weight (float64). Taps that a position does not need have weight 0.</summary>
internal sealed class AxisWeights
{
    private AxisWeights(int outputs, int taps)
        => (Outputs, Taps, Indices, Weights) = (outputs, taps, new int[outputs * taps], new double[outputs * taps]);

    public int Outputs { get; }

    public int Taps { get; }

    public int[] Indices { get; }

    public double[] Weights { get; }

    /// <summary>Weights from <paramref name="inputs"/> to <paramref name="outputs"/> positions.</summary>
    /// <param name="mode">Any.</param>
    /// <param name="inputs">Source length.</param>
    /// <param name="outputs">Target length.</param>
    /// <param name="step">Source pixels an output pixel: 1 / scale when a scale was given, else inputs / outputs.</param>
    public static AxisWeights Create(ResizeMode mode, int inputs, int outputs, double step) => mode switch
    {
        ResizeMode.Area => Area(inputs, outputs),
        ResizeMode.Bilinear => Bilinear(inputs, outputs, step),
        ResizeMode.Bicubic => Bicubic(inputs, outputs, step),
        ResizeMode.AntialiasedBicubic => Antialiased(inputs, outputs, step),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown way to resize."),
    };

    private static AxisWeights Area(int inputs, int outputs)
    {
        var result = new AxisWeights(outputs, (inputs + outputs - 1) / outputs + 1);
        for (var i = 0; i < outputs; i++)
        {
            var start = (int)((long)i * inputs / outputs);
            var end = (int)(((long)(i + 1) * inputs + outputs - 1) / outputs);
            for (var k = 0; k < result.Taps; k++)
                result.Set(i, k, Math.Min(start + k, inputs - 1), start + k < end ? 1.0 / (end - start) : 0);
        }

        return result;
    }

    private static AxisWeights Bilinear(int inputs, int outputs, double step)
    {
        var result = new AxisWeights(outputs, 2);
        for (var i = 0; i < outputs; i++)
        {
            var source = Math.Max((i + 0.5) * step - 0.5, 0);
            var left = Math.Min((int)source, inputs - 1);
            var part = Math.Min(source - left, 1);
            result.Set(i, 0, left, 1 - part);
            result.Set(i, 1, Math.Min(left + 1, inputs - 1), part);
        }

        return result;
    }

    private static AxisWeights Bicubic(int inputs, int outputs, double step)
    {
        var result = new AxisWeights(outputs, 4);
        for (var i = 0; i < outputs; i++)
        {
            var source = (i + 0.5) * step - 0.5;
            var left = (int)Math.Floor(source);
            for (var k = 0; k < 4; k++)
                result.Set(i, k, Math.Clamp(left - 1 + k, 0, inputs - 1), Cubic(source - (left - 1 + k), -0.75));
        }

        return result;
    }

    private static AxisWeights Antialiased(int inputs, int outputs, double step)
    {
        var shrink = Math.Max(step, 1);
        var width = 4 * shrink;
        var result = new AxisWeights(outputs, (int)Math.Ceiling(width) + 2);
        for (var i = 0; i < outputs; i++)
        {
            var source = (i + 0.5) * step - 0.5;
            var first = (int)Math.Floor(source - width / 2);
            var sum = 0.0;
            for (var k = 0; k < result.Taps; k++)
            {
                var weight = Cubic((source - (first + k)) / shrink, -0.5);
                sum += weight;
                result.Set(i, k, Reflection.EdgeRepeated(first + k, inputs), weight);
            }

            for (var k = 0; k < result.Taps; k++)
                result.Weights[i * result.Taps + k] /= sum;
        }

        return result;
    }

    private static double Cubic(double distance, double a)
    {
        var d = Math.Abs(distance);
        if (d <= 1)
            return ((a + 2) * d - (a + 3)) * d * d + 1;
        return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    private void Set(int output, int tap, int index, double weight)
        => (Indices[output * Taps + tap], Weights[output * Taps + tap]) = (index, weight);
}
