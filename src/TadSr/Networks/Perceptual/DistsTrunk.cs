using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>VGG16 as DISTS uses it: every pool is the root of a smoothed mean of squares, which lets no pattern alias.</summary>
internal sealed class DistsTrunk : FeatureTrunk
{
    private const double Floor = 1e-12;
    private readonly Vgg16Layers layers = new();
    private readonly Sequential features;

    /// <summary>Creates the trunk with zero parameters; load them.</summary>
    public DistsTrunk()
        : base(nameof(DistsTrunk))
    {
        features = layers.Features;
        Freeze();
    }

    /// <inheritdoc/>
    public override string TrunkName => "vgg with L2 pooling";

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels => Vgg16Layers.Channels;

    /// <inheritdoc/>
    public override int MinimumSide => 1;

    /// <inheritdoc/>
    protected override Tensor Prepare(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        var mean = tensor([0.485, 0.456, 0.406], rgb.dtype, rgb.device).view(1, 3, 1, 1);
        var deviation = tensor([0.229, 0.224, 0.225], rgb.dtype, rgb.device).view(1, 3, 1, 1);
        return ((rgb - mean) / deviation).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Extract(Tensor x) => layers.Run(x, Pool);

    private static Tensor Pool(Tensor x)
    {
        using var scope = NewDisposeScope();
        // The inner three values of a five-point Hann window, in both directions, of sum one.
        var hann = tensor([0.25, 0.5, 0.25], x.dtype, x.device);
        var filter = outer(hann, hann).expand(x.shape[1], 1, 3, 3);
        var squares = nn.functional.conv2d(x.square(), filter, strides: [2, 2], padding: [1, 1], groups: x.shape[1]);
        return (squares + Floor).sqrt().MoveToOuterDisposeScope();
    }
}
