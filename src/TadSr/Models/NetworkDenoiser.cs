using TadSr.Diffusion;
using TadSr.Networks;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>A diffusion network seen as a prediction of z_0: scales z_t once, computes in the chosen element type and returns the latent's.</summary>
/// <param name="network">The network; stays the caller's.</param>
/// <param name="scaling">The scaling of its schedule.</param>
/// <param name="computeType">Element type in which the network computes; null takes the latent's.</param>
internal sealed class NetworkDenoiser(DiffusionNetwork network, InputScaling scaling, ScalarType? computeType = null) : IDenoiser
{
    /// <inheritdoc/>
    public Tensor PredictX0(Tensor zt, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var type = computeType ?? zt.dtype;
        var x0 = network.forward(scaling.Scale(zt, t).to_type(type), t, lq.to_type(type));
        return x0.to_type(zt.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Encoder features of the scaled latent (TAD-SR eq. 9), in the compute type; gradients flow to <paramref name="zt"/>.</summary>
    public IReadOnlyList<Tensor> EncoderFeatures(Tensor zt, Tensor t, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var type = computeType ?? zt.dtype;
        return [.. network.EncoderFeatures(scaling.Scale(zt, t).to_type(type), t, lq.to_type(type)).Select(f => f.MoveToOuterDisposeScope())];
    }
}
