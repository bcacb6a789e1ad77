using static TorchSharp.torch;

namespace TadSr.Networks;

/// <summary>Sinusoid of the time index: cos(t f) first, then sin(t f), with f_i = exp(-ln(10000) i / half) in float32.</summary>
public static class TimeEmbedding
{
    /// <summary>Computes the embedding.</summary>
    /// <param name="t">(B) int64.</param>
    /// <param name="dim">Even size of the embedding.</param>
    /// <returns>(B, dim) float32.</returns>
    public static Tensor Sinusoid(Tensor t, int dim)
    {
        using var scope = NewDisposeScope();
        var half = dim / 2;
        var frequencies = (arange(half, ScalarType.Float32, t.device) * (float)(-Math.Log(10000.0) / half)).exp();
        var angles = t.to_type(ScalarType.Float32).unsqueeze(1) * frequencies.unsqueeze(0);
        return cat([angles.cos(), angles.sin()], 1).MoveToOuterDisposeScope();
    }
}
