using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>The convolutions of torchvision's SqueezeNet 1.1; seven taps: the first ReLU, and the fire blocks 4, 7, 9, 10, 11, 12.
/// Keys <c>features.0.*</c> and <c>features.N.{squeeze,expand1x1,expand3x3}.*</c>.</summary>
internal sealed class SqueezeNetTrunk : FeatureTrunk
{
    internal const int LeastSide = 17;
    private readonly Sequential features;
    private readonly Conv2d first;
    private readonly Fire[] fires;

    /// <summary>Creates the trunk with zero parameters; load them.</summary>
    public SqueezeNetTrunk()
        : base(nameof(SqueezeNetTrunk))
    {
        first = new Conv2d(3, 64, 3, stride: 2);
        fires =
        [
            new Fire(64, 16, 64), new Fire(128, 16, 64), new Fire(128, 32, 128), new Fire(256, 32, 128),
            new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256),
        ];
        int[] indices = [3, 4, 6, 7, 9, 10, 11, 12];
        features = nn.Sequential(indices.Zip(fires, (index, layer) => ($"{index}", (nn.Module<Tensor, Tensor>)layer)).Prepend(("0", first)));
        Freeze();
    }

    /// <inheritdoc/>
    public override string TrunkName => "squeeze";

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; } = [64, 128, 256, 384, 384, 512, 512];

    /// <inheritdoc/>
    public override int MinimumSide => LeastSide;

    /// <inheritdoc/>
    protected override Tensor Prepare(Tensor rgb) => ImageNetScaling.Apply(rgb);

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Extract(Tensor x)
    {
        var taps = new List<Tensor>();
        x = nn.functional.relu(first.call(x));
        taps.Add(x);
        for (var i = 0; i < fires.Length; i++)
        {
            if (i is 0 or 2 or 4)
                x = nn.functional.max_pool2d(x, 3, stride: 2, ceil_mode: true);
            x = fires[i].call(x);
            if (i is 1 or >= 3)
                taps.Add(x);
        }
        return taps;
    }
}
