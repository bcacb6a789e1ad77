using TadSr.Codecs;
using TadSr.Networks.Layers;
using TadSr.Networks.Lite;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Lite;

[Trait("Kind", "Unit")]
public sealed class LiteUnetTests
{
    private static readonly LiteUnetConfig Tiny = new() { ModelChannels = 32, ChannelMult = [1, 1], DownBlocks = 1, MiddleBlocks = 1, UpBlocks = 1, EmbedDim = 32 };

    public LiteUnetTests() => Backend.Load();

    [Fact]
    public void Network_returns_the_bicubic_enlargement_when_its_last_layer_is_zero()
    {
        using var scope = NewDisposeScope();
        using var network = new LiteUnet(Tiny);
        Initialization.Reset(network, 1);
        using var codec = new PixelUnshuffleCodec();
        var lq = Draws.Uniform(1, 2, 3, 8, 12) * 2 - 1;
        var expected = codec.Encode(nn.functional.interpolate(lq, scale_factor: [4, 4], mode: InterpolationMode.Bicubic, align_corners: false));
        var actual = network.forward(Draws.Normal(2, 2, 48, 8, 12), full(2, 3L, ScalarType.Int64), lq);
        Assert.True((actual - expected).abs().max().item<float>() < 2e-6f);
    }

    [Theory]
    [InlineData(16, 20)]
    [InlineData(64, 48)]
    public void Network_gives_the_same_for_channels_last_input(long height, long width)
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed(4);
        static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var z = Draws.Normal(1, 1, 48, height, width);
        var lq = Draws.Uniform(2, 1, 3, height, width) * 2 - 1;
        var t = zeros(1, ScalarType.Int64);
        var gap = (network.forward(z, t, lq) - network.forward(ChannelsLast(z), t, ChannelsLast(lq))).abs().max().item<float>();
        Assert.True(gap < 1e-4f, $"gap {gap}");
    }

    [Fact]
    public void Network_computes_in_a_tile_what_it_computes_in_the_whole_picture()
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed(2);
        var z = Draws.Normal(1, 1, 48, 32, 48);
        var lq = Draws.Uniform(2, 1, 3, 32, 48) * 2 - 1;
        var t = zeros(1, ScalarType.Int64);
        var whole = network.forward(z, t, lq);
        var tile = network.forward(z.narrow(3, 0, 40), t, lq.narrow(3, 0, 40));
        const int receptiveField = 24;
        var gap = (whole.narrow(3, 0, 40 - receptiveField) - tile.narrow(3, 0, 40 - receptiveField)).abs().max().item<float>();
        Assert.True(gap < 1e-4f, $"gap {gap}");
    }

    [Fact]
    public void Network_depends_on_time_latent_and_condition()
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed(3);
        var z = Draws.Normal(1, 1, 48, 8, 8);
        var lq = Draws.Uniform(2, 1, 3, 8, 8);
        var t = zeros(1, ScalarType.Int64);
        var y = network.forward(z, t, lq);
        Assert.True((network.forward(z, t + 2, lq) - y).abs().max().item<float>() > 1e-3f);
        Assert.True((network.forward(z + 0.1, t, lq) - y).abs().max().item<float>() > 1e-3f);
        Assert.True((network.forward(z, t, lq + 0.1) - y).abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void Network_in_bfloat16_gives_float32_gradients_to_its_masters()
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed(4);
        var y = network.forward(Draws.Normal(1, 1, 48, 8, 8).to_type(ScalarType.BFloat16), zeros(1, ScalarType.Int64), Draws.Uniform(2, 1, 3, 8, 8).to_type(ScalarType.BFloat16));
        Assert.Equal(ScalarType.BFloat16, y.dtype);
        y.to_type(ScalarType.Float32).square().mean().backward();
        foreach (var (name, parameter) in network.named_parameters())
        {
            Assert.Equal(ScalarType.Float32, parameter.grad!.dtype);
            Assert.True(parameter.grad.isfinite().all().item<bool>(), name);
        }
    }

    [Fact]
    public void Features_have_the_channels_that_the_network_announces()
    {
        using var scope = NewDisposeScope();
        using var network = new LiteUnet(Tiny with { ModelChannels = 32, ChannelMult = [1, 2, 3] });
        var features = network.EncoderFeatures(Draws.Normal(1, 1, 48, 16, 8), zeros(1, ScalarType.Int64), Draws.Uniform(2, 1, 3, 16, 8));
        Assert.Equal(network.FeatureChannels, features.Select(f => (int)f.shape[1]));
        Assert.Equal([8L, 4, 4, 4], features.Select(f => f.shape[2]));
    }

    [Fact]
    public void Network_refuses_channels_that_the_discriminator_could_not_normalise()
    {
        var error = Assert.Throws<TadSrException>(() => new LiteUnet(Tiny with { ModelChannels = 48, ChannelMult = [1, 2] }));
        Assert.Contains("multiples of 32", error.Message, StringComparison.Ordinal);
    }

    private static LiteUnet Perturbed(ulong seed)
    {
        var network = new LiteUnet(Tiny);
        Initialization.Reset(network, seed);
        using var noGrad = no_grad();
        using var generator = new Generator(seed);
        foreach (var parameter in network.parameters())
            parameter.add_(randn(parameter.shape, generator: generator) * 0.05);
        return network;
    }
}
