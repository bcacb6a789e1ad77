using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>Squared difference of two tap maps whose channel vectors have been scaled to length one.</summary>
internal static class FeatureDistance
{
    /// <summary>Small types sum badly over hundreds of channels: distances are computed in float32, or float64 for float64.</summary>
    public static Tensor Widen(Tensor feature) =>
        feature.dtype is ScalarType.Float32 or ScalarType.Float64 ? feature.alias() : feature.to_type(ScalarType.Float32);

    /// <summary>f / (sqrt(sum over channels of f^2) + 1e-10), LPIPS' form. The floor under the root keeps the gradient finite
    /// where every channel is zero and changes no value.</summary>
    public static Tensor LpipsUnit(Tensor feature)
    {
        using var scope = NewDisposeScope();
        var norm = feature.square().sum(1, keepdim: true).clamp_min(1e-30).sqrt() + 1e-10;
        return (feature / norm).MoveToOuterDisposeScope();
    }

    /// <summary>f / sqrt(sum over channels of f^2 + 1e-8), the form of the ResNet-18 distance.</summary>
    public static Tensor ResNetUnit(Tensor feature)
    {
        using var scope = NewDisposeScope();
        return (feature / (feature.square().sum(1, keepdim: true) + 1e-8).sqrt()).MoveToOuterDisposeScope();
    }
}
