using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>The convolutions of torchvision's AlexNet; taps after each of the five ReLUs. Keys <c>features.N.weight</c>, <c>features.N.bias</c>.</summary>
internal sealed class AlexNetTrunk : FeatureTrunk
{
    internal const int LeastSide = 31;
    private readonly Sequential features;
    private readonly Conv2d[] convolutions;

    /// <summary>Creates the trunk with zero parameters; load them.</summary>
    public AlexNetTrunk()
        : base(nameof(AlexNetTrunk))
    {
        convolutions =
        [
            new Conv2d(3, 64, 11, stride: 4, padding: 2),
            new Conv2d(64, 192, 5, padding: 2),
            new Conv2d(192, 384, 3, padding: 1),
            new Conv2d(384, 256, 3, padding: 1),
            new Conv2d(256, 256, 3, padding: 1),
        ];
        int[] indices = [0, 3, 6, 8, 10];
        features = nn.Sequential(indices.Zip(convolutions, (index, layer) => ($"{index}", (nn.Module<Tensor, Tensor>)layer)));
        Freeze();
    }

    /// <inheritdoc/>
    public override string TrunkName => "alex";

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; } = [64, 192, 384, 256, 256];

    /// <inheritdoc/>
    public override int MinimumSide => LeastSide;

    /// <inheritdoc/>
    protected override Tensor Prepare(Tensor rgb) => ImageNetScaling.Apply(rgb);

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Extract(Tensor x)
    {
        var taps = new Tensor[convolutions.Length];
        for (var i = 0; i < taps.Length; i++)
        {
            if (i is 1 or 2)
                x = nn.functional.max_pool2d(x, 3, stride: 2);
            x = taps[i] = nn.functional.relu(convolutions[i].call(x));
        }
        return taps;
    }
}
