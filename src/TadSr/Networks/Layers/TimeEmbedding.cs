using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Sinusoid of the time index: cos(t f) first, then sin(t f), with f_i = exp(-ln(10000) i / half) in float32.</summary>
internal static class TimeEmbedding
{
    /// <summary>Computes the embedding.</summary>
    /// <param name="t">(B) int64.</param>
    /// <param name="dim">Even size of the embedding.</param>
    /// <returns>(B, dim) float32.</returns>
    public static Tensor Sinusoid(Tensor t, int dim)
    {
        using var scope = NewDisposeScope();
        return Sinusoid(t, Frequencies(dim / 2, t.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the embedding from given frequencies.</summary>
    /// <param name="t">(B) int64.</param>
    /// <param name="frequencies">(half), float32 or float64: the angles are computed in its element type.</param>
    /// <returns>(B, 2 half) in the element type of the frequencies.</returns>
    public static Tensor Sinusoid(Tensor t, Tensor frequencies)
    {
        using var scope = NewDisposeScope();
        var angles = t.to_type(frequencies.dtype).unsqueeze(1) * frequencies.unsqueeze(0);
        return cat([angles.cos(), angles.sin()], 1).MoveToOuterDisposeScope();
    }

    /// <summary>f_i = exp(-ln(10000) i / half), (half) float32.</summary>
    public static Tensor Frequencies(int half, Device device)
    {
        using var scope = NewDisposeScope();
        return (arange(half, ScalarType.Float32, device) * -Math.Log(10000.0) / half).exp().MoveToOuterDisposeScope();
    }
}
