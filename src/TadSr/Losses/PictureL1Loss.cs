using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>Mean absolute error between pictures. Not in the paper; a switch of the lite student.</summary>
internal static class PictureL1Loss
{
    /// <summary>Computes the loss.</summary>
    /// <param name="picture">(B, 3, H, W), with gradient.</param>
    /// <param name="truth">(B, 3, H, W).</param>
    /// <returns>Scalar.</returns>
    public static Tensor Compute(Tensor picture, Tensor truth)
    {
        using var scope = NewDisposeScope();
        return (picture - truth).abs().mean().MoveToOuterDisposeScope();
    }
}
