using TadSr.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using BatchNorm2d = TadSr.Networks.Layers.BatchNorm2d;

namespace TadSr.Networks.Perceptual.Inception;

/// <summary>Convolution without bias, batch normalisation with the stored statistics, ReLU. Keys <c>conv.weight</c>, <c>bn.*</c>.</summary>
/// <remarks>The normalisation is multiplied into the kernel each time, which costs a hundredth of a batch and keeps the published keys.</remarks>
internal sealed class InceptionUnit : CompositeLayer
{
    private const double Epsilon = 1e-3;
    private readonly long[] strides, padding;
    private readonly Kernel conv;
    private readonly BatchNorm2d bn;

    /// <summary>Creates the unit with zero parameters.</summary>
    /// <param name="inChannels">Channels that go in.</param>
    /// <param name="outChannels">Channels that come out, a multiple of 16 as in every layer of the network.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="stride">Step between results.</param>
    /// <param name="padded">Whether zeros keep the size of the map (but for the stride).</param>
    public InceptionUnit(int inChannels, int outChannels, (int Height, int Width) kernel, int stride, bool padded)
        : base(nameof(InceptionUnit))
    {
        strides = [stride, stride];
        padding = padded ? [kernel.Height / 2, kernel.Width / 2] : [0, 0];
        conv = this.Place("conv", new Kernel(outChannels, inChannels, kernel.Height, kernel.Width));
        bn = this.Place("bn", new BatchNorm2d(outChannels));
    }

    /// <summary>(B, in, H, W) to (B, out, H', W').</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = bn.weight.to_type(x.dtype) / (bn.running_var.to_type(x.dtype) + Epsilon).sqrt();
        var bias = bn.bias.to_type(x.dtype) - bn.running_mean.to_type(x.dtype) * scale;
        var weight = conv.weight.to_type(x.dtype) * scale.view(-1, 1, 1, 1);
        return nn.functional.conv2d(x, weight, bias, strides, padding).relu_().MoveToOuterDisposeScope();
    }

    private sealed class Kernel : CompositeModule
    {
        public readonly Parameter weight;

        public Kernel(params long[] shape)
            : base(nameof(Kernel))
        {
            weight = new Parameter(zeros(shape));
            register_parameter(nameof(weight), weight);
        }
    }
}
