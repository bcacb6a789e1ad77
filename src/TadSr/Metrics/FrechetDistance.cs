using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>The Fréchet distance of two normal distributions with the means and covariances of two sets of features (FID), in float64.</summary>
/// <remarks>With C = F^T F for both sets, the trace of the square root of C1 C2 is the sum of the singular values of F1 F2^T. This
/// needs no iteration that could diverge, no inverse and no small number added where there are fewer pictures than features.</remarks>
internal static class FrechetDistance
{
    /// <summary>|m1 - m2|² and tr(C1 + C2 - 2 sqrt(C1 C2)); their sum is the distance.</summary>
    /// <param name="a">(n, d), n at least 2.</param>
    /// <param name="b">(n', d), n' at least 2.</param>
    public static (double Means, double Covariances) Compute(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (meanA, factorA) = Moments(a);
        var (meanB, factorB) = Moments(b);
        var traces = factorA.square().sum() + factorB.square().sum();
        var root = linalg.svdvals(factorA.mm(factorB.t())).sum();
        // Equal sets differ from zero by rounding alone.
        return ((meanA - meanB).square().sum().item<double>(), Math.Max(0, (traces - 2 * root).item<double>()));
    }

    /// <summary>The mean (d) and a factor F (at most d rows) with F^T F = the covariance, divisor n - 1.</summary>
    internal static (Tensor Mean, Tensor Factor) Moments(Tensor features)
    {
        using var scope = NewDisposeScope();
        var mean = features.mean([0], type: ScalarType.Float64);
        var factor = (features - mean).div_(Math.Sqrt(features.shape[0] - 1));
        if (factor.shape[0] > factor.shape[1])
            factor = linalg.qr(factor, linalg.QRMode.R).R;
        return (mean.MoveToOuterDisposeScope(), factor.MoveToOuterDisposeScope());
    }
}
