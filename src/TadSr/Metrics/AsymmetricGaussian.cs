using System.Numerics;

namespace TadSr.Metrics;

/// <summary>Fit of a generalised Gaussian, symmetric or not, by moments (Mittal et al., 2012 and 2013).</summary>
/// <remarks>The shape is searched on the published grid: float32 values from 0.2 to 10 in steps of 0.001.</remarks>
internal sealed class AsymmetricGaussian
{
    private readonly double[] shapes, ratios, inverses;

    public AsymmetricGaussian()
    {
        shapes = [.. Enumerable.Range(0, 9801).Select(i => (double)(float)(0.2 + 0.001 * i))];
        ratios = [.. shapes.Select(a => Math.Exp(2 * GammaFunction.Log(2 / a) - GammaFunction.Log(1 / a) - GammaFunction.Log(3 / a)))];
        inverses = [.. ratios.Select(r => 1 / r)];
    }

    /// <summary>Fits shape and both scales.</summary>
    /// <returns>Where one sign never occurs its scale is not a number, and the shape is the first of the grid, as in the published code.</returns>
    public (double Alpha, double Left, double Right) Fit(ReadOnlySpan<double> values)
    {
        var (alpha, left, right) = FitDeviations(values);
        var beta = Math.Exp((GammaFunction.Log(1 / alpha) - GammaFunction.Log(3 / alpha)) / 2);
        return (alpha, left * beta, right * beta);
    }

    /// <summary>Fits shape and the deviations of the negative and of the positive values. Sums are float64 whatever the values are.</summary>
    /// <returns>Where one sign never occurs its deviation is not a number, and the shape is the first of the grid.</returns>
    public (double Alpha, double Left, double Right) FitDeviations<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double negative = 0, positive = 0, absolute = 0, square = 0;
        int negatives = 0, positives = 0;
        foreach (var value in values)
        {
            var v = double.CreateTruncating(value);
            var v2 = v * v;
            absolute += Math.Abs(v);
            square += v2;
            if (v < 0)
            {
                negative += v2;
                negatives++;
            }
            else if (v > 0)
            {
                positive += v2;
                positives++;
            }
        }
        double left = Math.Sqrt(negative / negatives), right = Math.Sqrt(positive / positives);
        var gamma = left / right;
        var mean = absolute / values.Length;
        var rhat = mean * mean / (square / values.Length);
        var target = rhat * (gamma * gamma * gamma + 1) * (gamma + 1) / Math.Pow(gamma * gamma + 1, 2);
        return (shapes[Nearest(ratios, target)], left, right);
    }

    /// <summary>Fits shape and variance of a symmetric generalised Gaussian.</summary>
    public (double Alpha, double Variance) FitSymmetric<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double absolute = 0, square = 0;
        foreach (var value in values)
        {
            var v = double.CreateTruncating(value);
            absolute += Math.Abs(v);
            square += v * v;
        }
        var (mean, variance) = (absolute / values.Length, square / values.Length);
        return (shapes[Nearest(inverses, variance / (mean * mean))], variance);
    }

    private static int Nearest(double[] table, double target)
    {
        var (best, gap) = (0, double.PositiveInfinity);
        for (var i = 0; i < table.Length; i++)
        {
            var difference = Math.Abs(table[i] - target);
            if (difference < gap)
                (best, gap) = (i, difference);
        }
        return best;
    }
}
