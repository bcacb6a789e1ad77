using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>The convolutions of torchvision's VGG16; taps after the last ReLU of each of the five stages.
/// Keys <c>features.N.weight</c>, <c>features.N.bias</c>.</summary>
internal sealed class Vgg16Trunk : FeatureTrunk
{
    internal const int LeastSide = 16;
    private readonly Vgg16Layers layers = new();
    private readonly Sequential features;

    /// <summary>Creates the trunk with zero parameters; load them.</summary>
    public Vgg16Trunk()
        : base(nameof(Vgg16Trunk))
    {
        features = layers.Features;
        Freeze();
    }

    /// <inheritdoc/>
    public override string TrunkName => "vgg";

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels => Vgg16Layers.Channels;

    /// <inheritdoc/>
    public override int MinimumSide => LeastSide;

    /// <inheritdoc/>
    protected override Tensor Prepare(Tensor rgb) => ImageNetScaling.Apply(rgb);

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Extract(Tensor x) => layers.Run(x, map => nn.functional.max_pool2d(map, 2, stride: 2));
}
