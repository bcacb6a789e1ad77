using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Swin;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Swin;

[Trait("Kind", "Unit")]
public sealed class SwinUnetTests
{
    private static readonly SwinUnetConfig Tiny = new()
    {
        ImageSize = 16,
        LqSize = 32,
        ModelChannels = 32,
        ChannelMult = [1, 2],
        ResBlocks = [1, 2],
        AttentionResolutions = [16, 8],
        SwinEmbedDim = 64,
        HeadChannels = 32,
        WindowSize = 4,
    };

    public SwinUnetTests() => Backend.Load();

    [Fact]
    public void Encoder_features_are_the_published_taps_with_the_promised_channels()
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(Tiny);
        Initialization.Reset(network, 1);
        var (x, t, lq) = Inputs(2, 16, 24);
        var features = network.EncoderFeatures(x, t, lq);
        var all = network.Activations(x, t, lq);
        Assert.Equal([32, 64, 64], network.FeatureChannels);
        Assert.Equal(network.FeatureChannels, features.Select(f => (int)f.shape[1]));
        Assert.Equal([2, 64, 8, 12], features[1].shape);
        Assert.Equal(0, Parity.Close.RelativeGap(all["input_blocks.2"], features[0]));
        Assert.Equal(0, Parity.Close.RelativeGap(all["input_blocks.4"], features[1]));
        Assert.Equal(0, Parity.Close.RelativeGap(all["middle_block"], features[2]));
    }

    [Fact]
    public void Published_taps_are_the_blocks_3_6_9_11_and_the_middle()
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(SwinUnetConfig.RealSr);
        Assert.Equal([160, 320, 320, 640, 640], network.FeatureChannels);
        Assert.Equal(64, network.SizeMultiple);
        Assert.Equal(3, network.LatentChannels);
    }

    [Theory]
    [InlineData(16, 20, 32, 40, "multiples of 8")]
    [InlineData(16, 16, 16, 16, "needs 3 of 32x32")]
    public void Sizes_that_do_not_fit_are_refused_with_a_reason(int height, int width, int lqHeight, int lqWidth, string reason)
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(Tiny);
        var error = Assert.Throws<TadSrException>(() => network.forward(zeros(1, 3, height, width), zeros(1, ScalarType.Int64), zeros(1, 3, lqHeight, lqWidth)));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_that_does_not_fit_together_is_refused_with_a_reason()
    {
        Assert.Contains("lq_size is 48", Assert.Throws<TadSrException>(() => new SwinUnet(Tiny with { LqSize = 48 })).Message, StringComparison.Ordinal);
        Assert.Contains("num_res_blocks", Assert.Throws<TadSrException>(() => new SwinUnet(Tiny with { ResBlocks = [1] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_gives_what_single_pictures_give()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var network = new SwinUnet(Tiny);
        AnalyticFill.Apply(network, FillRule.Networks);
        var (x, t, lq) = Inputs(3, 16, 16);
        var batch = network.forward(x, t, lq);
        for (var i = 0; i < 3; i++)
        {
            var one = network.forward(x.narrow(0, i, 1), t.narrow(0, i, 1), lq.narrow(0, i, 1));
            Parity.Close.Relative(batch.narrow(0, i, 1), one, 1e-5, $"picture {i}");
        }
    }

    [Fact]
    public void Forward_leaves_no_tensor_behind()
    {
        using var network = new SwinUnet(Tiny);
        AnalyticFill.Apply(network, FillRule.Networks);
        using var scope = NewDisposeScope();
        var (x, t, lq) = Inputs(1, 16, 16);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        network.forward(x, t, lq).Dispose();
        foreach (var feature in network.EncoderFeatures(x, t, lq))
            feature.Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Training_reaches_every_parameter_and_bfloat16_keeps_float32_masters()
    {
        using var scope = NewDisposeScope();
        using var network = new SwinUnet(Tiny);
        AnalyticFill.Apply(network, FillRule.Networks);
        var (x, t, lq) = Inputs(1, 16, 16);
        var y = network.forward(x.to_type(ScalarType.BFloat16), t, lq.to_type(ScalarType.BFloat16));
        Assert.Equal(ScalarType.BFloat16, y.dtype);
        y.square().mean().backward();
        foreach (var (name, parameter) in network.named_parameters())
        {
            Assert.True(parameter.grad is not null, $"{name} has no gradient");
            Assert.Equal(ScalarType.Float32, parameter.grad.dtype);
            Assert.True(parameter.grad.abs().max().item<float>() > 0, $"{name}: the gradient is zero");
        }
    }

    private static (Tensor X, Tensor T, Tensor Lq) Inputs(int batch, int height, int width)
    {
        using var generator = new Generator(3);
        return (randn([batch, 3, height, width], generator: generator), arange(batch, ScalarType.Int64), rand([batch, 3, 2 * height, 2 * width], generator: generator));
    }
}
