using TadSr.Configuration;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>Distillation (TAD-SR eq. 6): the student's single step against the teacher's result from the same z_T.</summary>
/// <remarks>The paper writes a squared norm; its weights were tuned for the mean, which is what the authors' code takes.</remarks>
internal static class DistillationLoss
{
    /// <summary>Squared difference, a mean or a sum over a sample, and the mean over the batch.</summary>
    /// <param name="z0Student">(B, C, h, w), with gradient.</param>
    /// <param name="z0Teacher">(B, C, h, w).</param>
    /// <param name="reduction">How a sample's differences become one number.</param>
    /// <returns>Scalar.</returns>
    public static Tensor Compute(Tensor z0Student, Tensor z0Teacher, DistillReduction reduction = DistillReduction.Mean)
    {
        using var scope = NewDisposeScope();
        var squares = (z0Student - z0Teacher).square();
        var loss = reduction == DistillReduction.Sum ? squares.sum([1, 2, 3]).mean() : squares.mean();
        return loss.MoveToOuterDisposeScope();
    }
}
