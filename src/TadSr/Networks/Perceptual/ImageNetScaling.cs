using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>The input scaling of LPIPS v0.1: (2 x - 1 - shift) / scale. The published code keeps both as float32 values.</summary>
internal static class ImageNetScaling
{
    private static ReadOnlySpan<float> Shift => [-0.030f, -0.088f, -0.188f];

    private static ReadOnlySpan<float> Scale => [0.458f, 0.448f, 0.450f];

    /// <summary>(B, 3, H, W) in [0, 1] to the scaled input, same element type.</summary>
    public static Tensor Apply(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        var shift = tensor(Shift.ToArray(), device: rgb.device).to_type(rgb.dtype).view(1, 3, 1, 1);
        var scale = tensor(Scale.ToArray(), device: rgb.device).to_type(rgb.dtype).view(1, 3, 1, 1);
        return ((rgb * 2 - 1 - shift) / scale).MoveToOuterDisposeScope();
    }
}
