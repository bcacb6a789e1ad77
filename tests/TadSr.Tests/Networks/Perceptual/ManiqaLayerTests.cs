using TadSr.Networks;
using TadSr.Networks.Perceptual.Maniqa;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Perceptual;

[Trait("Kind", "Unit")]
[Collection(nameof(WholeProcess))]
public sealed class ManiqaLayerTests : IDisposable
{
    // The program computes on all cores, and with several threads libtorch takes other paths.
    public ManiqaLayerTests()
    {
        Backend.Load();
        set_num_threads(2);
    }

    public void Dispose() => set_num_threads(1);

    [Fact]
    public void Layers_on_two_threads_equal_those_of_float64()
    {
        Check(new VisionBlock(768, 12), 1, 785, 768);
        Check(new TransposedAttention(784), 1, 768, 784);
        Check(new TransposedAttention(784), 1, 3072, 784);
        Check(new WindowStage(28, 384, 0.8), 2, 384, 28, 28);
    }

    [Fact]
    public void Attention_among_channels_reads_its_transposed_result_in_the_old_shape()
    {
        // Equal queries and keys of zero weigh all channels alike: each row of the product is the mean of v over the channels. Transposed
        // and read in the old shape, position n of the mean fills C places in a row.
        using var scope = NewDisposeScope();
        using var layer = new TransposedAttention(4);
        layer.named_parameters().Single(p => p.name == "c_v.weight").parameter.requires_grad_(false).copy_(eye(4));
        using var noGradient = no_grad();
        var x = tensor(new float[] { 1, 2, 3, 4, 3, 6, 9, 12 }, [1, 2, 4]);
        Assert.Equal([1 + 2, 2 + 2, 3 + 4, 4 + 4, 3 + 6, 6 + 6, 9 + 8, 12 + 8f], layer.call(x).data<float>().ToArray());
    }

    private static void Check(nn.Module<Tensor, Tensor> layer, params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var noGradient = inference_mode();
        AnalyticFill.Apply(layer, FillRule.Metrics);
        var count = shape.Aggregate(1L, (a, b) => a * b);
        var x = tensor(AnalyticFill.Units("input", count).Select(v => (float)v).ToArray(), shape);
        Close.Relative(layer.call(x.to_type(ScalarType.Float64)), layer.call(x), 1e-5, layer.GetName());
        layer.Dispose();
    }
}
