using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Adversarial;

[Trait("Kind", "Unit")]
public sealed class PatchDiscriminatorTests
{
    public PatchDiscriminatorTests() => Backend.Load();

    [Fact]
    public void Keys_and_sizes_are_the_usual_ones()
    {
        using var scope = NewDisposeScope();
        using var network = new PatchDiscriminator();
        Assert.Equal(
            ["main.0.bias 64", "main.0.weight 64,3,4,4", "main.11.bias 1", "main.11.weight 1,512,4,4", "main.2.weight 128,64,4,4"],
            Parity.KeyList.Of(network).Take(5));
        Assert.Contains("main.9.running_var 512", Parity.KeyList.Of(network));
        Assert.Contains("main.3.num_batches_tracked ", Parity.KeyList.Of(network));
        Assert.Equal(2_765_633, network.parameters().Sum(x => x.numel()));
    }

    [Fact]
    public void Starting_values_have_the_stated_deviations()
    {
        using var scope = NewDisposeScope();
        using var network = new PatchDiscriminator();
        Initialization.Reset(network, 4);
        var parameters = network.named_parameters().ToDictionary(x => x.name, x => x.parameter);
        Assert.Equal(0.02, parameters["main.8.weight"].std().item<float>(), 2e-4);
        Assert.Equal(1, parameters["main.9.weight"].mean().item<float>(), 5e-3);
        Assert.Equal(0.02, parameters["main.9.weight"].std().item<float>(), 3e-3);
        Assert.Equal(0, parameters["main.9.bias"].abs().max().item<float>());
    }

    [Fact]
    public void Batch_statistics_are_used_in_training_and_running_ones_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9);
        using var network = new PatchDiscriminator(channels: 16);
        Initialization.Reset(network, 4);
        var image = randn([2, 3, 64, 64], generator: generator);
        var logits = network.forward(image);
        Assert.Equal([2, 1, 6, 6], logits.shape);
        var buffers = network.named_buffers().ToDictionary(x => x.name, x => x.buffer);
        Assert.Equal(1, buffers["main.3.num_batches_tracked"].item<long>());
        // The first layer's result enters the running mean with a tenth.
        network.eval();
        var before = buffers["main.3.running_mean"].clone();
        Assert.True(before.abs().max().item<float>() > 0);
        var first = network.forward(image);
        Assert.Equal(0, Parity.Close.RelativeGap(first, network.forward(image)));
        Assert.Equal(0, Parity.Close.RelativeGap(before, buffers["main.3.running_mean"]));
        Assert.True(Parity.Close.RelativeGap(logits, first) > 1e-3);
    }
}
