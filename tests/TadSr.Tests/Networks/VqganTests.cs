using TadSr.Codecs;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks;

[Trait("Kind", "Unit")]
public sealed class VqganTests
{
    private static readonly VqganConfig Tiny = new() { Channels = 32, ChannelMult = [1, 2], ResBlocks = [1, 1], Codes = 8 };

    public VqganTests() => Backend.Load();

    [Fact]
    public void Nearest_code_is_the_first_one_on_ties()
    {
        using var scope = NewDisposeScope();
        using var codebook = new Codebook(4, 2);
        using (no_grad())
            codebook.named_parameters().Single().parameter.copy_(tensor(new float[] { 1, 0, 0, 1, 1, 0, -1, 0 }, [4, 2]));
        // Columns: on code 0 = code 2, between codes 0 and 1, on code 3.
        var z = tensor(new float[] { 1, 0.5f, -2, 0, 0.5f, 0 }, [1, 2, 1, 3]);
        var indices = codebook.Indices(z);
        Assert.Equal([0, 0, 3], indices.data<long>().ToArray());
        Assert.Equal([1, 1, -1, 0, 0, 0], codebook.Gather(indices, z).flatten().data<float>().ToArray());
    }

    [Fact]
    public void Training_quantiser_passes_the_gradient_on_and_weighs_its_terms_in_the_legacy_order()
    {
        using var scope = NewDisposeScope();
        using var codebook = new Codebook(2, 1);
        var codes = codebook.named_parameters().Single().parameter;
        using (no_grad())
            codes.copy_(tensor(new float[] { 0, 10 }, [2, 1]));
        var z = tensor(new float[] { 1, 8 }, [1, 1, 1, 2], requires_grad: true);
        var (quantised, loss) = codebook.Train(z);
        Assert.Equal([0, 10], quantised.detach().flatten().data<float>().ToArray());
        Assert.Equal(1.25 * (1 + 4) / 2, loss.item<float>(), 1e-6);
        (quantised.sum() * 3 + loss).backward();
        // Straight through: 3, plus the derivative of mean((z_q - z)²): 2 (z - z_q) / 2.
        Assert.Equal([3 + 1, 3 - 2], z.grad!.flatten().data<float>().ToArray());
        // A quarter of the same for the codes, with the other sign.
        Assert.Equal([-0.25f, 0.5f], codes.grad!.flatten().data<float>().ToArray());
    }

    [Fact]
    public void Attention_in_blocks_gives_what_it_gives_at_once()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var attention = new VqganAttention(32);
        Initialization.Reset(attention, 1);
        var x = randn([2, 32, 6, 7], generator: generator);
        var whole = attention.Forward(x);
        foreach (var scores in new[] { 1, 42 * 5, 42 * 41 })
            Close.Relative(whole, attention.Forward(x, scores), 1e-6, $"{scores} scores at once");
    }

    [Fact]
    public void Codec_encodes_without_and_decodes_with_quantisation()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var network = new Vqgan(Tiny);
        AnalyticFill.Apply(network, FillRule.Networks);
        using var codec = new VqganCodec(network);
        var image = Draws.Normal(1, 1, 3, 8, 12);
        var z = codec.Encode(image);
        Assert.Equal([1, 3, 4, 6], z.shape);
        Assert.Equal(0, Close.RelativeGap(network.Encode(image), z));
        Assert.Equal(0, Close.RelativeGap(network.Decode(z), codec.Decode(z)));
        Assert.True(Close.RelativeGap(network.Decode(z, quantise: false), codec.Decode(z)) > 1e-3);
        Assert.Equal(0, Close.RelativeGap(codec.Decode(z), codec.Decode(network.Quantise(z))));
        Assert.Equal((2, 3), (codec.Factor, codec.Channels));
    }

    [Fact]
    public void Odd_picture_is_refused_with_a_reason()
    {
        using var scope = NewDisposeScope();
        using var network = new Vqgan(Tiny);
        var error = Assert.Throws<TadSrException>(() => network.Encode(zeros(1, 3, 8, 9)));
        Assert.Contains("9x8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_reaches_every_parameter()
    {
        using var scope = NewDisposeScope();
        using var network = new Vqgan(Tiny);
        Initialization.Reset(network, 2);
        var (reconstruction, loss) = network.Train(Draws.Uniform(1, 2, 3, 16, 16) * 2 - 1);
        (reconstruction.square().mean() + loss).backward();
        foreach (var (name, parameter) in network.named_parameters())
            Assert.True(parameter.grad is not null && parameter.grad.abs().max().item<float>() > 0, name);
        Assert.Equal([3, 32, 3, 3], network.LastWeight.shape);
    }

    [Fact]
    public void Encoding_and_decoding_leave_no_tensor_behind()
    {
        using var network = new Vqgan(Tiny);
        AnalyticFill.Apply(network, FillRule.Networks);
        using var codec = new VqganCodec(network, ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        var image = zeros(1, 3, 8, 8);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var z = codec.Encode(image))
            codec.Decode(z).Dispose();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
