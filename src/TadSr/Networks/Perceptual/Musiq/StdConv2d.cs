using TadSr.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>Convolution whose filters have mean 0 and deviation 1, with the padding that TensorFlow calls SAME. Key: <c>weight</c>
/// (out, in, k, k).</summary>
internal sealed class StdConv2d : nn.Module<Tensor, Tensor>
{
    private const double Eps = 1e-5;
    private readonly long kernel, stride;
    internal readonly Parameter weight;

    public StdConv2d(long inChannels, long outChannels, long kernel, long stride = 1)
        : base(nameof(StdConv2d))
    {
        this.kernel = kernel;
        this.stride = stride;
        weight = new Parameter(zeros(outChannels, inChannels, kernel, kernel));
        RegisterComponents();
    }

    /// <summary>(B, in, H, W) to (B, out, ceil(H / stride), ceil(W / stride)); the channels must be 3 or whole blocks of 16
    /// (see <see cref="Layers.Conv2d"/>).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        long[] filter = [1, 2, 3];
        var centred = weight - weight.mean(filter, keepdim: true);
        // In the parameters' own type: the deviation of a thousand numbers does not fit a small one.
        var standard = (centred / (centred.std(filter, unbiased: true, keepdim: true) + Eps)).to_type(x.dtype);
        return nn.functional.conv2d(SamePadding.Apply(x, kernel, stride), standard, strides: [stride, stride]).MoveToOuterDisposeScope();
    }
}
