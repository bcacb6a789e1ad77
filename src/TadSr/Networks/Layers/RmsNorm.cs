using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Divides every position by the root mean square of its own channels.</summary>
/// <remarks>Unlike group normalisation its result does not depend on the rest of the picture, so a tile equals the whole. It has
/// no scale of its own: what follows it (a modulation by time, a convolution) can scale, and the gradient of a per-channel
/// scale in bfloat16 would take five times as long as the norm itself.</remarks>
internal static class RmsNorm
{
    private const double Eps = 1e-6;

    /// <summary>(B, C, H, W) to the same shape.</summary>
    public static Tensor Apply(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x * (x.square().mean([1], keepdim: true) + Eps).rsqrt()).MoveToOuterDisposeScope();
    }
}
