using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Layers;

[Trait("Kind", "Unit")]
public class Conv2dTests
{
    public Conv2dTests() => Backend.Load();

    [Theory]
    [InlineData(3, 32, 3, 1)]
    [InlineData(24, 32, 3, 1)]
    [InlineData(51, 32, 3, 2)]
    [InlineData(32, 3, 3, 1)]
    [InlineData(32, 24, 3, 1)]
    [InlineData(64, 1, 3, 1)]
    [InlineData(51, 51, 3, 1)]
    [InlineData(67, 8, 3, 1)]
    [InlineData(13, 6, 4, 2)]
    [InlineData(51, 35, 1, 1)]
    [InlineData(3, 3, 1, 1)]
    public void Any_number_of_channels_gives_the_values_and_gradients_of_float64(int inChannels, int outChannels, int kernel, int stride)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        using var layer = new Conv2d(inChannels, outChannels, kernel, stride, kernel / 2);
        Initialization.Reset(layer, 6);
        var x = randn([2, inChannels, 12, 10], generator: generator);
        var (y, dx, dw) = Run(layer, x, ScalarType.Float64);
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float32, 1e-5), (ScalarType.BFloat16, 2e-2) })
        {
            var (y2, dx2, dw2) = Run(layer, x, dtype);
            Parity.Close.Relative(y, y2, tolerance, $"{dtype} value");
            Parity.Close.Relative(dx, dx2, tolerance, $"{dtype} gradient of the input");
            Parity.Close.Relative(dw, dw2, tolerance, $"{dtype} gradient of the weight");
        }
    }

    private static (Tensor Value, Tensor InputGradient, Tensor WeightGradient) Run(Conv2d layer, Tensor x, ScalarType dtype)
    {
        // Freed memory full of large values or NaN is what the library would pick up.
        for (var i = 0; i < 8; i++)
            full([1 << (8 + i)], i % 2 == 0 ? 1e4f : float.NaN).Dispose();
        var input = x.to_type(dtype).detach().requires_grad_(true);
        layer.zero_grad();
        var y = layer.forward(input);
        using var generator = new Generator(7);
        y.backward([randn(y.shape, generator: generator).to_type(dtype)]);
        return (y.detach(), input.grad!.clone(), layer.weight.grad!.clone());
    }
}
