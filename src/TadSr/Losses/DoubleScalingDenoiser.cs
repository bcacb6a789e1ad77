using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>Scales z_t once more before the denoiser scales it: the authors' code does so in its score terms (recipe
/// <c>authors-code</c>).</summary>
/// <param name="inner">The denoiser, which scales once.</param>
/// <param name="scaling">The second scaling.</param>
internal sealed class DoubleScalingDenoiser(IDenoiser inner, InputScaling scaling) : IDenoiser
{
    /// <inheritdoc/>
    public Tensor PredictX0(Tensor zt, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        return inner.PredictX0(scaling.Scale(zt, t), t, lq).MoveToOuterDisposeScope();
    }
}
