using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>The convolutions of torchvision's VGG16; taps after the last ReLU of each of the five stages.
/// Keys <c>features.N.weight</c>, <c>features.N.bias</c>.</summary>
internal sealed class Vgg16Trunk : FeatureTrunk
{
    internal const int LeastSide = 16;
    private readonly Sequential features;
    private readonly Conv2d[][] stages;

    /// <summary>Creates the trunk with zero parameters; load them.</summary>
    public Vgg16Trunk()
        : base(nameof(Vgg16Trunk))
    {
        (int Channels, int[] Indices)[] layout = [(64, [0, 2]), (128, [5, 7]), (256, [10, 12, 14]), (512, [17, 19, 21]), (512, [24, 26, 28])];
        var named = new List<(string, nn.Module<Tensor, Tensor>)>();
        stages = new Conv2d[layout.Length][];
        var channels = 3;
        for (var stage = 0; stage < layout.Length; stage++)
        {
            var layers = new List<Conv2d>();
            foreach (var index in layout[stage].Indices)
            {
                var layer = new Conv2d(channels, layout[stage].Channels, 3, padding: 1);
                channels = layout[stage].Channels;
                layers.Add(layer);
                named.Add(($"{index}", layer));
            }
            stages[stage] = [.. layers];
        }
        features = nn.Sequential(named);
        Freeze();
    }

    /// <inheritdoc/>
    public override string TrunkName => "vgg";

    /// <inheritdoc/>
    public override IReadOnlyList<int> TapChannels { get; } = [64, 128, 256, 512, 512];

    /// <inheritdoc/>
    public override int MinimumSide => LeastSide;

    /// <inheritdoc/>
    protected override Tensor Prepare(Tensor rgb) => ImageNetScaling.Apply(rgb);

    /// <inheritdoc/>
    protected override IReadOnlyList<Tensor> Extract(Tensor x)
    {
        var taps = new Tensor[stages.Length];
        for (var stage = 0; stage < stages.Length; stage++)
        {
            if (stage > 0)
                x = nn.functional.max_pool2d(x, 2, stride: 2);
            foreach (var layer in stages[stage])
                x = nn.functional.relu(layer.call(x));
            taps[stage] = x;
        }
        return taps;
    }
}
