using TadSr.Configuration;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>The hinge losses of the discriminator and of the student (TAD-SR eq. 12 and 11) from logits of several heads.</summary>
internal static class TimeAwareHingeGan
{
    /// <summary>max(0, 1 - D(real)) + max(0, 1 + D(fake)), reduced.</summary>
    /// <param name="real">Per head (B, L_k).</param>
    /// <param name="fake">Per head (B, L_k).</param>
    /// <param name="reduction">How heads and positions become one number per sample.</param>
    /// <returns>Scalar, the batch mean.</returns>
    public static Tensor Discriminator(IReadOnlyList<Tensor> real, IReadOnlyList<Tensor> fake, GanReduction reduction)
    {
        using var scope = NewDisposeScope();
        var perSample = Reduce([.. real.Select(r => nn.functional.relu(1 - r))], reduction)
            + Reduce([.. fake.Select(f => nn.functional.relu(1 + f))], reduction);
        return perSample.mean().MoveToOuterDisposeScope();
    }

    /// <summary>-D(fake), reduced.</summary>
    /// <param name="fake">Per head (B, L_k), with gradient.</param>
    /// <param name="reduction">How heads and positions become one number per sample.</param>
    /// <returns>Scalar, the batch mean.</returns>
    public static Tensor Generator(IReadOnlyList<Tensor> fake, GanReduction reduction)
    {
        using var scope = NewDisposeScope();
        return (-Reduce(fake, reduction).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>One number per sample (B) from values per head (B, L_k).</summary>
    public static Tensor Reduce(IReadOnlyList<Tensor> heads, GanReduction reduction)
    {
        using var scope = NewDisposeScope();
        var perSample = reduction switch
        {
            GanReduction.ConcatMean => cat([.. heads], 1).mean([1]),
            GanReduction.SumAll => cat([.. heads], 1).sum(1),
            GanReduction.SumHeads => stack([.. heads.Select(h => h.mean([1]))], 1).sum(1),
            GanReduction.MeanHeads => stack([.. heads.Select(h => h.mean([1]))], 1).mean([1]),
            _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "unknown reduction"),
        };
        return perSample.MoveToOuterDisposeScope();
    }
}
