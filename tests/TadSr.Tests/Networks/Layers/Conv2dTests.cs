using TadSr.Networks;
using TadSr.Runtime;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Tests.Networks.Layers;

[Trait("Kind", "Unit")]
public sealed class Conv2dTests
{
    public Conv2dTests() => Backend.Load();

    [Theory]
    [InlineData(51, 64)]
    [InlineData(64, 1)]
    [InlineData(24, 20)]
    [InlineData(3, 64)]
    public void Convolution_in_bfloat16_agrees_with_float32_for_any_channels(int inChannels, int outChannels)
    {
        using var scope = NewDisposeScope();
        using var layer = new Conv2d(inChannels, outChannels, 3, padding: 1);
        Initialization.Reset(layer, 5);
        using var generator = new Generator(7);
        var x = randn([2, inChannels, 12, 9], generator: generator).to_type(ScalarType.BFloat16);
        var (exact, exactX, exactW) = Run(layer, x.to_type(ScalarType.Float32));
        // Freed memory full of NaN is what the library would pick up.
        for (var i = 0; i < 20; i++)
            full(50_000 * (i + 1), float.NaN).Dispose();
        var (half, halfX, halfW) = Run(layer, x);
        Assert.True(Gap(half, exact) < 0.02, "output");
        Assert.True(Gap(halfX, exactX) < 0.02, "gradient of the input");
        Assert.True(Gap(halfW, exactW) < 0.02, "gradient of the weight");
    }

    private static (Tensor Y, Tensor X, Tensor W) Run(Conv2d layer, Tensor input)
    {
        layer.zero_grad();
        var x = input.detach().requires_grad_(true);
        var y = layer.forward(x);
        y.to_type(ScalarType.Float32).square().sum().backward();
        return (y.to_type(ScalarType.Float32), x.grad!.to_type(ScalarType.Float32), layer.weight.grad!.clone());
    }

    private static double Gap(Tensor a, Tensor b) => ((a - b).norm() / b.norm()).to_type(ScalarType.Float64).item<double>();
}
