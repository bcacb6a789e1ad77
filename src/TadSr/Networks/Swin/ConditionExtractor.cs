using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>Brings a condition that is larger than the latent to its size: per halving a convolution, SiLU and a strided
/// convolution that doubles the channels. Without halvings it is the identity and has no keys.</summary>
internal sealed class ConditionExtractor
{
    public const int FirstChannels = 16;
    private readonly List<(ConvStage Convolution, ConvStage Down)> stages = [];

    public ConditionExtractor(nn.Module owner, string path, int inChannels, int halvings)
    {
        OutChannels = inChannels;
        var width = FirstChannels;
        for (var i = 0; i < halvings; i++)
        {
            stages.Add((
                ConvStage.Stem(owner, $"{path}.{3 * i}", OutChannels, width),
                ConvStage.Downsample(owner, $"{path}.{3 * i + 2}", width, 2 * width)));
            OutChannels = width *= 2;
        }
    }

    public int OutChannels { get; }

    /// <summary>(B, 3 or 4, H, W) to (B, OutChannels, H / 2^n, W / 2^n).</summary>
    public Tensor Forward(Tensor lq)
    {
        using var scope = NewDisposeScope();
        var h = lq.alias();
        foreach (var (convolution, down) in stages)
            h = down.Forward(nn.functional.silu(convolution.Forward(h)));
        return h.MoveToOuterDisposeScope();
    }
}
