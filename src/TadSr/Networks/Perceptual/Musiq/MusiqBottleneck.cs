using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>ResNet's bottleneck with standardised filters and group norms. Keys: <c>conv1</c>, <c>conv2</c>, <c>conv3</c>,
/// <c>conv_proj</c> and <c>gn1</c>, <c>gn2</c>, <c>gn3</c>, <c>gn_proj</c>.</summary>
internal sealed class MusiqBottleneck : nn.Module<Tensor, Tensor>
{
    private const int Groups = 32;
    private const double Eps = 1e-4;
    private readonly StdConv2d conv1, conv2, conv3, conv_proj;
    private readonly GroupNorm gn1, gn2, gn3, gn_proj;

    public MusiqBottleneck(int inChannels, int outChannels)
        : base(nameof(MusiqBottleneck))
    {
        conv1 = new StdConv2d(inChannels, inChannels, 1);
        gn1 = new GroupNorm(Groups, inChannels, Eps);
        conv2 = new StdConv2d(inChannels, inChannels, 3);
        gn2 = new GroupNorm(Groups, inChannels, Eps);
        conv3 = new StdConv2d(inChannels, outChannels, 1);
        gn3 = new GroupNorm(Groups, outChannels, Eps);
        conv_proj = new StdConv2d(inChannels, outChannels, 1);
        gn_proj = new GroupNorm(Groups, outChannels, Eps);
        RegisterComponents();
    }

    /// <summary>(B, in, H, W) to (B, out, H, W).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = gn1.call(conv1.call(x)).relu_();
        h = gn2.call(conv2.call(h)).relu_();
        h = gn3.call(conv3.call(h));
        return h.add_(gn_proj.call(conv_proj.call(x))).relu_().MoveToOuterDisposeScope();
    }
}
