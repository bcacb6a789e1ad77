using TadSr.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>ViT-B/8 as far as MANIQA reads it: what blocks 6 to 9 make of the patches. Keys <c>cls_token</c>, <c>pos_embed</c>,
/// <c>patch_embed.proj</c>, <c>blocks.0</c> to <c>blocks.9</c>.</summary>
internal sealed class VisionTransformer : CompositeModule
{
    public const int Width = 768;
    private const int Heads = 12, Patch = 8, FirstTap = 6, LastTap = 9;
    private readonly Parameter cls_token, pos_embed;
    private readonly Conv2d embed;
    private readonly VisionBlock[] blocks;

    public VisionTransformer(int side)
        : base(nameof(VisionTransformer))
    {
        var tokens = side / Patch * (side / Patch) + 1;
        cls_token = new Parameter(zeros(1, 1, Width));
        pos_embed = new Parameter(zeros(1, tokens, Width));
        register_parameter(nameof(cls_token), cls_token);
        register_parameter(nameof(pos_embed), pos_embed);
        embed = this.Place("patch_embed.proj", new Conv2d(3, Width, Patch, stride: Patch));
        blocks = [.. Enumerable.Range(0, LastTap + 1).Select(i => this.Place($"blocks.{i}", new VisionBlock(Width, Heads)))];
    }

    /// <summary>Maps whose channels the features have.</summary>
    public static int Taps => LastTap - FirstTap + 1;

    /// <summary>(B, 3, S, S) in [-1, 1] to (B, <see cref="Taps"/> x 768, N): a row for each channel, a column for each patch.</summary>
    public Tensor Features(Tensor x)
    {
        using var scope = NewDisposeScope();
        var patches = embed.call(x).flatten(2).transpose(1, 2);
        var h = cat([cls_token.to_type(x.dtype).expand(x.shape[0], 1, Width), patches], 1) + pos_embed.to_type(x.dtype);
        var taps = new List<Tensor>();
        for (var i = 0; i <= LastTap; i++)
        {
            h = blocks[i].call(h);
            if (i >= FirstTap)
                taps.Add(h.narrow(1, 1, h.shape[1] - 1));
        }
        return cat(taps, 2).transpose(1, 2).contiguous().MoveToOuterDisposeScope();
    }
}
