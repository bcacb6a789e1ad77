using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>The kernel distance of two sets of features (KID, Binkowski et al., 2018): the unbiased squared maximum mean discrepancy
/// under the kernel (x.y / d + 1)³, averaged over subsets, in float64.</summary>
internal static class KernelDistance
{
    /// <summary>Subsets that are averaged.</summary>
    public const int Subsets = 100;

    /// <summary>Most features of a subset.</summary>
    public const int LargestSubset = 1000;

    /// <summary>Seed of the draws.</summary>
    public const ulong Seed = 0;

    /// <summary>Mean over <see cref="Subsets"/> subsets of min(n, n', 1000) features of each set, drawn without replacement.</summary>
    /// <param name="a">(n, d), n at least 2.</param>
    /// <param name="b">(n', d), n' at least 2.</param>
    public static double Compute(Tensor a, Tensor b)
    {
        var (countA, countB) = ((int)a.shape[0], (int)b.shape[0]);
        var size = Math.Min(LargestSubset, Math.Min(countA, countB));
        if (countA == size && countB == size)
            return OfSubset(a, b);   // every subset is the whole set
        var seed = CounterRandom.DeriveSeed(Seed, "kid");
        var sum = 0.0;
        for (var k = 0; k < Subsets; k++)
        {
            using var scope = NewDisposeScope();
            var random = new CounterRandom(seed, (ulong)k);
            var (chosenA, chosenB) = (Draw(countA, size, random), Draw(countB, size, random));
            sum += OfSubset(a.index_select(0, tensor(chosenA)), b.index_select(0, tensor(chosenB)));
        }
        return sum / Subsets;
    }

    /// <summary>The distance of two subsets of equal size m: ((sum of Kxx + sum of Kyy without their diagonals) / (m - 1) - 2 sum of Kxy / m) / m.</summary>
    internal static double OfSubset(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (x.to_type(ScalarType.Float64), y.to_type(ScalarType.Float64));
        double m = a.shape[0];
        var within = WithoutDiagonal(Kernel(a, a)) + WithoutDiagonal(Kernel(b, b));
        return (within / (m - 1) - 2 * Kernel(a, b).sum().item<double>() / m) / m;
    }

    private static Tensor Kernel(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        return (x.mm(y.t()) / x.shape[1] + 1).pow(3).MoveToOuterDisposeScope();
    }

    private static double WithoutDiagonal(Tensor kernel)
    {
        using var scope = NewDisposeScope();
        return (kernel.sum() - kernel.diagonal().sum()).item<double>();
    }

    // The start of a shuffle.
    private static long[] Draw(int count, int size, CounterRandom random)
    {
        long[] order = [.. Enumerable.Range(0, count)];
        for (var i = 0; i < size; i++)
        {
            var j = i + random.NextInt(count - i);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order[..size];
    }
}
