using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>Forbids textures that are locked to the scale factor's grid: locally averaged, the error must not know its place
/// in the f x f cell.</summary>
/// <remarks>Feature networks that sample every fourth pixel see such a texture as a constant, and adversarial heads on them
/// reward it. Not in the paper; a switch of the lite student.</remarks>
internal static class PhaseLoss
{
    internal const int SideMultiple = 4, LeastSide = Window * SideMultiple;
    private const int Window = 8, Stride = 4;

    /// <summary>Mean of |e - mean of e over the phases|, e being the error averaged over windows of 8 x 8 cells (stride 4)
    /// for each of 3 colours x f² phases.</summary>
    /// <param name="picture">(B, 3, H, W), with gradient; sides multiples of f, at least 8 f.</param>
    /// <param name="truth">(B, 3, H, W).</param>
    /// <param name="factor">f.</param>
    /// <returns>Scalar.</returns>
    public static Tensor Compute(Tensor picture, Tensor truth, int factor = SideMultiple)
    {
        using var scope = NewDisposeScope();
        var cells = nn.functional.pixel_unshuffle(picture - truth, factor);
        var local = nn.functional.avg_pool2d(cells, Window, Stride);
        var phases = local.view(local.shape[0], 3, (long)factor * factor, local.shape[2], local.shape[3]);
        return (phases - phases.mean([2], keepdim: true)).abs().mean().MoveToOuterDisposeScope();
    }
}
