using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>CLIP-IQA (Wang et al., AAAI 2023): how much nearer a picture is to the good text of a pair than to the bad one, the mean over pairs.</summary>
internal sealed class ClipIqa : IDisposable
{
    private readonly ClipImageTower tower;
    private readonly Tensor texts;
    private readonly bool positions;

    /// <summary>Creates the metric over a tower, which stays the caller's.</summary>
    /// <param name="tower">Its parameters are loaded and lie where they are to stay; it is frozen here.</param>
    /// <param name="texts">(2 P, 1024): features of pairs with the good one first, of the length that <see cref="ClipTextTower.Scale"/> gives.</param>
    /// <param name="positions">Whether the pooling adds its embedding of positions.</param>
    public ClipIqa(ClipImageTower tower, Tensor texts, bool positions)
    {
        this.tower = tower;
        this.texts = texts.to(tower.parameters().First().device).clone().DetachFromDisposeScope();
        this.positions = positions;
        tower.Freeze();
    }

    /// <summary>Scores pictures of one size.</summary>
    /// <param name="rgb">(B, 3, H, W), RGB in [0, 1], of at least <see cref="ClipImageTower.MinimumSide"/>.</param>
    /// <param name="compute">Element type of the tower's work; the input's own when null.</param>
    /// <returns>(B) in 0 to 1, float32 (float64 when computed in float64).</returns>
    public Tensor Score(Tensor rgb, ScalarType? compute = null)
    {
        using var scope = NewDisposeScope();
        return Share(tower.Forward(Prepare(rgb).to_type(compute ?? rgb.dtype), positions)).MoveToOuterDisposeScope();
    }

    /// <summary>Scores features of pictures, (B, 1024) to (B).</summary>
    public Tensor Share(Tensor features)
    {
        using var scope = NewDisposeScope();
        return Logits(features).reshape(features.shape[0], -1, 2).softmax(-1).select(-1, 0).mean([1]).MoveToOuterDisposeScope();
    }

    /// <summary>The scaled cosines between features of pictures and the texts, (B, 2 P).</summary>
    public Tensor Logits(Tensor features)
    {
        using var scope = NewDisposeScope();
        var wide = FeatureDistance.Widen(features);
        return (wide / wide.norm(-1, keepdim: true)).mm(texts.to_type(wide.dtype).t()).MoveToOuterDisposeScope();
    }

    /// <summary>RGB in [0, 1] to what CLIP was trained on.</summary>
    public static Tensor Prepare(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        var mean = tensor([0.48145466f, 0.4578275f, 0.40821073f], device: rgb.device).to_type(rgb.dtype).view(1, 3, 1, 1);
        var deviation = tensor([0.26862954f, 0.26130258f, 0.27577711f], device: rgb.device).to_type(rgb.dtype).view(1, 3, 1, 1);
        return ((rgb - mean) / deviation).MoveToOuterDisposeScope();
    }

    public void Dispose() => texts.Dispose();
}
