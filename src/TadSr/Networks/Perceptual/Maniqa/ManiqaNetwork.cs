using TadSr.Checkpoints;
using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>MANIQA (Yang et al., CVPR workshops 2022) on crops of 224 x 224: a ViT, attention among channels and two Swin stages give
/// every patch a score and a weight. The published keys; frozen.</summary>
internal sealed class ManiqaNetwork : CompositeModule, IDerivedKeys
{
    /// <summary>Side of a crop.</summary>
    public const int Side = 224;

    private const int Map = 28, Narrow = VisionTransformer.Width / 2;
    private readonly VisionTransformer vit;
    private readonly TransposedAttention[] wide, narrow;
    private readonly Conv2d conv1, conv2;
    private readonly WindowStage stage1, stage2;
    private readonly (RowLinear Hidden, Linear Last) score, weight;

    /// <summary>Creates the network with zero parameters; load them.</summary>
    /// <param name="scale">What the layers of the Swin stages are multiplied by: 0.8 for koniq and kadid, 0.13 for pipal.</param>
    public ManiqaNetwork(double scale)
        : base(nameof(ManiqaNetwork))
    {
        const int width = VisionTransformer.Width;
        vit = this.Place("vit", new VisionTransformer(Side));
        wide = [.. Enumerable.Range(0, 2).Select(i => this.Place($"tablock1.{i}", new TransposedAttention(Map * Map)))];
        conv1 = this.Place("conv1", new Conv2d(VisionTransformer.Taps * width, width, 1));
        stage1 = this.Place("swintransformer1", new WindowStage(Map, width, scale));
        narrow = [.. Enumerable.Range(0, 2).Select(i => this.Place($"tablock2.{i}", new TransposedAttention(Map * Map)))];
        conv2 = this.Place("conv2", new Conv2d(width, Narrow, 1));
        stage2 = this.Place("swintransformer2", new WindowStage(Map, Narrow, scale));
        score = (this.Place("fc_score.0", new RowLinear(Narrow, Narrow)), this.Place("fc_score.3", new Linear(Narrow, 1)));
        weight = (this.Place("fc_weight.0", new RowLinear(Narrow, Narrow)), this.Place("fc_weight.3", new Linear(Narrow, 1)));
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }

    /// <summary>What published files hold and the score does not depend on: beginnings of keys.</summary>
    public static IReadOnlyList<string> UnusedKeys { get; } =
        ["vit.blocks.10.", "vit.blocks.11.", "vit.norm.", "vit.head.", "swintransformer1.downsample.", "swintransformer2.downsample."];

    /// <inheritdoc/>
    public bool IsDerived(string key) =>
        key.EndsWith(".attn_mask", StringComparison.Ordinal) || key.EndsWith(".relative_position_index", StringComparison.Ordinal);

    /// <summary>Scores and weights of the patches.</summary>
    /// <param name="crops">(B, 3, 224, 224) in [-1, 1].</param>
    /// <returns>Two (B, 784) tensors.</returns>
    public (Tensor Scores, Tensor Weights) Forward(Tensor crops)
    {
        using var scope = NewDisposeScope();
        var x = vit.Features(crops);
        foreach (var block in wide)
            x = block.call(x);
        x = stage1.call(conv1.call(x.unflatten(2, Map, Map)));
        x = x.flatten(2);
        foreach (var block in narrow)
            x = block.call(x);
        x = stage2.call(conv2.call(x.unflatten(2, Map, Map)));
        var patches = x.flatten(2).transpose(1, 2).contiguous();
        return (nn.functional.relu(Head(score, patches)).MoveToOuterDisposeScope(), Head(weight, patches).sigmoid().MoveToOuterDisposeScope());
    }

    private static Tensor Head((RowLinear Hidden, Linear Last) head, Tensor patches)
    {
        using var scope = NewDisposeScope();
        return head.Last.call(nn.functional.relu(head.Hidden.call(patches))).squeeze(-1).MoveToOuterDisposeScope();
    }
}
