using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Layers;

[Trait("Kind", "Unit")]
[Collection(nameof(WholeProcess))]
public sealed class RowProductTests : IDisposable
{
    // With one thread libtorch takes another path, and what was wrong with two was right with one.
    public RowProductTests()
    {
        Backend.Load();
        set_num_threads(2);
    }

    public void Dispose() => set_num_threads(1);

    [Theory]
    [InlineData(3072, 784, 784)]
    [InlineData(1024, 256, 1024)]
    [InlineData(256, 512, 2048)]
    [InlineData(4096, 128, 512)]
    [InlineData(450, 384, 1152)]
    [InlineData(17, 2048, 1024)]
    [InlineData(16, 64, 16)]
    [InlineData(33, 48, 33)]
    [InlineData(1, 384, 384)]
    [InlineData(450, 384, 10)]
    [InlineData(40, 37, 50)]
    public void Product_equals_that_of_float64(int rows, int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (x, matrix, bias) = (randn([2, rows / 2 + rows % 2, inputs], generator: generator), randn([outputs, inputs], generator: generator), randn([outputs], generator: generator));
        var expected = nn.functional.linear(x.to_type(ScalarType.Float64), matrix.to_type(ScalarType.Float64), bias.to_type(ScalarType.Float64));
        // Freed memory full of large values or NaN is what the library would pick up.
        for (var i = 0; i < 8; i++)
            full([1 << (8 + i)], i % 2 == 0 ? 1e4f : float.NaN).Dispose();
        Close.Relative(expected, RowProduct.Multiply(x, matrix, bias), 2e-6, "product");
        Close.Relative(expected - bias, RowProduct.Multiply(x, matrix.t().contiguous().t()), 2e-6, "product with a transposed matrix");
        Close.Relative(expected, RowProduct.Multiply(x.to_type(ScalarType.BFloat16), matrix.to_type(ScalarType.BFloat16), bias.to_type(ScalarType.BFloat16)), 2e-2, "product in bfloat16");
    }

    [Fact]
    public void Layer_keeps_its_published_shape_and_its_values_through_a_file()
    {
        using var scope = NewDisposeScope();
        using var layer = new RowLinear(48, 32);
        AnalyticFill.Apply(layer, FillRule.Metrics);
        Assert.Equal(["bias 32", "weight 32,48"], KeyList.Of(layer));
        var x = linspace(-1, 1, 20 * 48).reshape(20, 48);
        var weight = tensor(AnalyticFill.Values("weight", [32, 48], FillRule.Metrics), [32, 48]);
        var bias = tensor(AnalyticFill.Values("bias", [32], FillRule.Metrics));
        var expected = nn.functional.linear(x, weight, bias);
        Close.Relative(expected, layer.call(x), 2e-6, "layer");
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder.File("a.safetensors"), StateDict.Of(layer));
        using var second = new RowLinear(48, 32);
        using var file = CheckpointFile.Open(folder.File("a.safetensors"));
        Assert.True(StateDict.Load(second, file).IsComplete);
        Close.Relative(expected, second.call(x), 2e-6, "layer from the file");
        second.to(ScalarType.Float64);
        Close.Relative(expected, second.call(x.to_type(ScalarType.Float64)), 2e-6, "layer in float64");
    }
}
