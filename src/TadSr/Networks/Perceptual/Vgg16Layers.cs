using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>The convolutions of torchvision's VGG16 in their five stages, under the published indices.</summary>
internal sealed class Vgg16Layers
{
    private readonly Conv2d[][] stages;

    /// <summary>Creates the layers with zero parameters.</summary>
    public Vgg16Layers()
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
        Features = nn.Sequential(named);
    }

    /// <summary>Channels after each stage.</summary>
    public static IReadOnlyList<int> Channels { get; } = [64, 128, 256, 512, 512];

    /// <summary>What a trunk registers as <c>features</c>.</summary>
    public Sequential Features { get; }

    /// <summary>The maps after the last ReLU of each stage; may leave temporaries in the caller's scope.</summary>
    /// <param name="x">(B, 3, H, W).</param>
    /// <param name="pool">What halves a map between two stages.</param>
    public IReadOnlyList<Tensor> Run(Tensor x, Func<Tensor, Tensor> pool)
    {
        var taps = new Tensor[stages.Length];
        for (var stage = 0; stage < stages.Length; stage++)
        {
            if (stage > 0)
                x = pool(x);
            foreach (var layer in stages[stage])
                x = nn.functional.relu(layer.call(x));
            taps[stage] = x;
        }
        return taps;
    }
}
