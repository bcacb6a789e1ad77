using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>Residual block with time embedding. Keys: <c>in_layers.{0,2}</c>, <c>emb_layers.1</c>, <c>out_layers.{0,3}</c> and,
/// when the channels change, <c>skip_connection</c>.</summary>
internal sealed class ResBlock : CompositeModule, IUnetStage
{
    private readonly GroupNorm norm1, norm2;
    private readonly Conv2d conv1, conv2;
    private readonly Conv2d? skip;
    private readonly Linear embedding;
    private readonly bool scaleShift;
    private readonly Resampling resampling;

    public ResBlock(int inChannels, int outChannels, int embedDim, bool scaleShift, Resampling resampling = Resampling.None)
        : base(nameof(ResBlock))
    {
        this.scaleShift = scaleShift;
        this.resampling = resampling;
        norm1 = this.Place("in_layers.0", new GroupNorm(32, inChannels));
        conv1 = this.Place("in_layers.2", new Conv2d(inChannels, outChannels, 3, padding: 1));
        embedding = this.Place("emb_layers.1", new Linear(embedDim, scaleShift ? 2 * outChannels : outChannels));
        norm2 = this.Place("out_layers.0", new GroupNorm(32, outChannels));
        conv2 = this.Place("out_layers.3", new Conv2d(outChannels, outChannels, 3, padding: 1, zeroInitialised: true));
        if (inChannels != outChannels)
            skip = this.Place("skip_connection", new Conv2d(inChannels, outChannels, 1));
    }

    public Tensor Forward(Tensor h, Tensor activatedTime)
    {
        using var scope = NewDisposeScope();
        var time = embedding.forward(activatedTime).unsqueeze(-1).unsqueeze(-1);
        var inner = conv1.forward(Resample(nn.functional.silu(norm1.forward(h))));
        if (scaleShift)
        {
            var halves = time.chunk(2, 1);
            inner = norm2.forward(inner) * (1 + halves[0]) + halves[1];
        }
        else
        {
            inner = norm2.forward(inner + time);
        }
        inner = conv2.forward(nn.functional.silu(inner));
        var outer = Resample(h);
        return ((skip is null ? outer : skip.forward(outer)) + inner).MoveToOuterDisposeScope();
    }

    private Tensor Resample(Tensor x) => resampling switch
    {
        Resampling.Down => nn.functional.avg_pool2d(x, 2, 2),
        Resampling.Up => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest),
        _ => x,
    };
}
