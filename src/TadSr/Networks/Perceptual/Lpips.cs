using TorchSharp;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>LPIPS v0.1 (Zhang et al., CVPR 2018) over a trunk: unit-length features, squared difference, one non-negative
/// weight a channel, mean over positions, sum over taps.</summary>
/// <remarks>Keys of the heads: <c>linK.model.1.weight</c> (1, C, 1, 1). The trunk keeps keys of its own (<c>features.*</c>)
/// and is not registered here, because its file is another one. Frozen; differentiable with respect to both pictures.</remarks>
internal sealed class Lpips : nn.Module
{
    private readonly Conv2d[] heads;

    /// <summary>Creates the heads with zero parameters for a trunk that this object owns from now on.</summary>
    public Lpips(FeatureTrunk trunk)
        : base(nameof(Lpips))
    {
        Trunk = trunk;
        heads = new Conv2d[trunk.TapChannels.Count];
        for (var k = 0; k < heads.Length; k++)
        {
            heads[k] = new Conv2d(trunk.TapChannels[k], 1, 1, hasBias: false);
            // Position 0 of the published head is a dropout, which does nothing outside training.
            register_module($"lin{k}", new LpipsHead(heads[k]));
        }
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }

    /// <summary>The feature network.</summary>
    public FeatureTrunk Trunk { get; }

    /// <summary>LPIPS of two batches.</summary>
    /// <param name="x">(B, 3, H, W), RGB in [0, 1].</param>
    /// <param name="y">The same shape; the order does not matter.</param>
    /// <param name="compute">Element type of the trunk's work; the input's own when null.</param>
    /// <returns>(B), float32 (float64 when computed in float64).</returns>
    public Tensor Distance(Tensor x, Tensor y, ScalarType? compute = null)
    {
        using var scope = NewDisposeScope();
        return Distance(Trunk.Taps(x, compute), Trunk.Taps(y, compute)).MoveToOuterDisposeScope();
    }

    /// <summary>LPIPS from taps that were computed before.</summary>
    /// <returns>(B).</returns>
    public Tensor Distance(IReadOnlyList<Tensor> tapsX, IReadOnlyList<Tensor> tapsY)
    {
        using var scope = NewDisposeScope();
        return stack(PerTap(tapsX, tapsY), 1).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>The summands of LPIPS, one (B) tensor a tap.</summary>
    public IReadOnlyList<Tensor> PerTap(IReadOnlyList<Tensor> tapsX, IReadOnlyList<Tensor> tapsY)
    {
        using var scope = NewDisposeScope();
        var result = new Tensor[heads.Length];
        for (var k = 0; k < heads.Length; k++)
        {
            var difference = FeatureDistance.LpipsUnit(FeatureDistance.Widen(tapsX[k])) - FeatureDistance.LpipsUnit(FeatureDistance.Widen(tapsY[k]));
            result[k] = heads[k].call(difference.square()).mean([1, 2, 3]).MoveToOuterDisposeScope();
        }
        return result;
    }

    /// <summary>Where two batches differ: each tap's summands before the mean over positions, enlarged to the pictures' size and added up, as the
    /// published program does it on request. Its mean is near LPIPS, not equal to it.</summary>
    /// <param name="x">(B, 3, H, W), RGB in [0, 1].</param>
    /// <param name="y">The same shape.</param>
    /// <returns>(B, 1, H, W), 0 and more.</returns>
    public Tensor Map(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var (tapsX, tapsY) = (Trunk.Taps(x), Trunk.Taps(y));
        var sum = zeros([x.shape[0], 1, x.shape[2], x.shape[3]], device: x.device);
        for (var k = 0; k < heads.Length; k++)
        {
            var difference = FeatureDistance.LpipsUnit(FeatureDistance.Widen(tapsX[k])) - FeatureDistance.LpipsUnit(FeatureDistance.Widen(tapsY[k]));
            sum += nn.functional.interpolate(heads[k].call(difference.square()), [x.shape[2], x.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
        }
        return sum.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Trunk.Dispose();
        base.Dispose(disposing);
    }
}
