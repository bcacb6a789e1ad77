using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>Distillation (TAD-SR eq. 6): the student's single step against the teacher's result from the same z_T.</summary>
/// <remarks>The paper writes a squared norm; its weights were tuned for the mean, which is what the authors' code takes.</remarks>
public static class DistillationLoss
{
    /// <summary>Mean squared difference.</summary>
    /// <param name="z0Student">(B, C, h, w), with gradient.</param>
    /// <param name="z0Teacher">(B, C, h, w).</param>
    /// <returns>Scalar.</returns>
    public static Tensor Compute(Tensor z0Student, Tensor z0Teacher)
    {
        using var scope = NewDisposeScope();
        return (z0Student - z0Teacher).square().mean().MoveToOuterDisposeScope();
    }
}
