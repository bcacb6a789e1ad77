using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Adversarial;

[Trait("Kind", "Unit")]
public class TimeAwareDiscriminatorTests
{
    [Fact]
    public void Fresh_discriminator_cannot_tell_features_apart_and_depends_on_them_after_a_change()
    {
        using var scope = NewDisposeScope();
        using var network = new TimeAwareDiscriminator([32, 64], embedDim: 32, cDim: 4);
        Initialization.Reset(network, 7);
        network.eval();
        var (a, b) = (Features(1), Features(2));
        var t = tensor(new long[] { 0, 3 });
        Assert.Equal(0, Gap(network.Forward(a, t)[0], network.Forward(b, t)[0]));
        Assert.Equal([2, 4 * 64], network.Forward(a, t)[0].shape);
        Assert.Equal([2, 4 * 16], network.Forward(a, t)[1].shape);
        using (no_grad())
            network.named_parameters().Single(x => x.name == "out_layers.0.3.weight").parameter.fill_(0.1);
        Assert.True(Gap(network.Forward(a, t)[0], network.Forward(b, t)[0]) > 0);
        Assert.True(Gap(network.Forward(a, t)[0], network.Forward(a, tensor(new long[] { 1, 3 }))[0]) > 0);
    }

    [Fact]
    public void Without_time_the_time_does_not_matter()
    {
        using var scope = NewDisposeScope();
        using var network = new TimeAwareDiscriminator([32], embedDim: 32, cDim: 4, timeAware: false);
        Initialization.Reset(network, 7);
        using (no_grad())
            network.named_parameters().Single(x => x.name == "out_layers.0.3.weight").parameter.fill_(0.1);
        network.eval();
        var features = Features(1).Take(1).ToArray();
        Assert.Equal(0, Gap(network.Forward(features, tensor(new long[] { 0, 0 }))[0], network.Forward(features, tensor(new long[] { 9, 14 }))[0]));
    }

    [Fact]
    public void Spectral_norm_converges_to_a_largest_singular_value_of_one()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralNormConv1d(6, 8, 3);
        Initialization.Reset(layer, 3);
        var before = layer.weight_u.clone();
        layer.train();
        for (var i = 0; i < 300; i++)
            layer.forward(zeros(1, 6, 3)).Dispose();
        Assert.True(Gap(before, layer.weight_u) > 0);
        layer.eval();
        var held = layer.weight_u.clone();
        var response = layer.forward(eye(18).reshape(18, 6, 3)) - layer.bias.unsqueeze(1);
        Assert.Equal(1, linalg.svdvals(response.squeeze(2)).max().item<float>(), 1e-4);
        Assert.Equal(0, Gap(held, layer.weight_u));
    }

    [Fact]
    public void Features_below_four_positions_are_refused_with_a_reason()
    {
        using var scope = NewDisposeScope();
        using var network = new TimeAwareDiscriminator([32], embedDim: 32, cDim: 4);
        var error = Assert.Throws<TadSrException>(() => network.Forward([zeros(1, 32, 1, 3)], zeros(1, ScalarType.Int64)));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("1x3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bfloat16_features_give_bfloat16_logits_and_float32_gradients()
    {
        using var scope = NewDisposeScope();
        using var network = new TimeAwareDiscriminator([32], embedDim: 32, cDim: 4);
        Initialization.Reset(network, 7);
        var feature = Features(1)[0].to_type(ScalarType.BFloat16);
        var logits = network.Forward([feature], tensor(new long[] { 0, 3 }))[0];
        Assert.Equal(ScalarType.BFloat16, logits.dtype);
        logits.mean().backward();
        var gradient = network.named_parameters().Single(x => x.name == "heads.0.cls.weight_orig").parameter.grad!;
        Assert.Equal(ScalarType.Float32, gradient.dtype);
        Assert.True(gradient.abs().max().item<float>() > 0);
    }

    private static Tensor[] Features(ulong seed)
    {
        using var generator = new Generator(seed);
        return [randn([2, 32, 8, 8], generator: generator), randn([2, 64, 4, 4], generator: generator)];
    }

    private static double Gap(Tensor a, Tensor b) => (a - b).abs().max().item<float>();
}
