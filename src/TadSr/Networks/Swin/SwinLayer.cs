using TadSr.Networks.Layers;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>Swin blocks between two 1x1 convolutions, without a residual around the whole. Keys: <c>patch_embed.proj</c>,
/// <c>blocks.i.*</c>, <c>patch_unembed.proj</c>.</summary>
internal sealed class SwinLayer : CompositeModule, IUnetStage
{
    private readonly Conv2d embed, unembed;
    private readonly SwinBlock[] blocks;
    private readonly int window;

    public SwinLayer(SwinUnetConfig config, int level, int channels)
        : base(nameof(SwinLayer))
    {
        window = config.Window(level);
        embed = this.Place("patch_embed.proj", new Conv2d(channels, config.SwinEmbedDim, 1));
        blocks = [.. Enumerable.Range(0, config.SwinDepth).Select(i => this.Place($"blocks.{i}", new SwinBlock(config, level, i)))];
        unembed = this.Place("patch_unembed.proj", new Conv2d(config.SwinEmbedDim, channels, 1));
    }

    public Tensor Forward(Tensor h, Tensor activatedTime)
    {
        if (h.shape[2] % window != 0 || h.shape[3] % window != 0)
            throw new TadSrException($"SwinUnet: a map of {h.shape[2]}x{h.shape[3]} is not made of windows of {window}x{window}.", ErrorKind.Usage);
        using var scope = NewDisposeScope();
        var x = embed.forward(h);
        foreach (var block in blocks)
        {
            var next = block.Forward(x);
            x.Dispose();
            x = next;
        }
        return unembed.forward(x).MoveToOuterDisposeScope();
    }
}
