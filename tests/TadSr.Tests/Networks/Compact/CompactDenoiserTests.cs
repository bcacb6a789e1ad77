using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Compact;
using TadSr.Networks.Layers;
using TadSr.Networks.Srvgg;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Compact;

[Trait("Kind", "Unit")]
public sealed class CompactDenoiserTests
{
    private static readonly CompactConfig Tiny = new() { LatentChannels = 12, Features = 32, Convolutions = 8 };

    public CompactDenoiserTests() => Backend.Load();

    [Fact]
    public void Network_is_the_published_one_at_every_time_and_latent_before_training()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var file = CheckpointFile.Open(BundledModel.WeakDenoise.Find());
        using var published = new SrvggNetCompact(new SrvggConfig());
        StateDict.Load(published, file).ThrowIfIncomplete(file.Path, "published");
        using var network = new CompactDenoiser(new CompactConfig());
        Assert.Equal(new CompactDescription(new CompactConfig()).AddedKeys.Order(), StateDict.Load(network, file).Missing);
        var lq = Draws.Uniform(1, 1, 3, 20, 24);
        var expected = published.forward(lq);
        for (var t = 0L; t < 4; t++)
        {
            var z0 = network.forward(Draws.Normal((ulong)t, 1, 48, 20, 24), full(1, t, ScalarType.Int64), lq * 2 - 1);
            var gap = (nn.functional.pixel_shuffle(z0, 4) * 0.5 + 0.5 - expected).abs().max().item<float>();
            Assert.True(gap < 1e-6f, $"gap {gap} at t = {t}");
        }
    }

    [Fact]
    public void Scales_and_shifts_give_the_same_within_the_convolutions_and_behind_them()
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed();
        var (z, lq) = (Draws.Normal(1, 2, 12, 12, 16), Draws.Uniform(2, 2, 3, 12, 16) * 2 - 1);
        // Two times in one batch cannot be folded, one can.
        var together = network.forward(z, tensor(new long[] { 1, 3 }), lq);
        foreach (var (i, t) in new[] { (0, 1L), (1, 3L) })
        {
            var alone = network.forward(z.narrow(0, i, 1), full(1, t, ScalarType.Int64), lq.narrow(0, i, 1));
            var gap = (alone - together.narrow(0, i, 1)).abs().max().item<float>();
            Assert.True(gap < 2e-5f, $"gap {gap} at t = {t}");
        }
        Assert.True((together.narrow(0, 0, 1) - network.forward(z, full(2, 3L, ScalarType.Int64), lq).narrow(0, 0, 1)).abs().max().item<float>() > 1e-3f);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_parameter_of_the_times_in_use_gets_a_gradient(bool single)
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed();
        var t = single ? full(2, 2L, ScalarType.Int64) : tensor(new long[] { 0, 2 });
        network.forward(Draws.Normal(1, 2, 12, 12, 16), t, Draws.Uniform(2, 2, 3, 12, 16) * 2 - 1).square().mean().backward();
        foreach (var (name, parameter) in network.named_parameters())
            Assert.True(parameter.grad!.abs().sum().item<float>() > 0, name);
        var byTime = network.named_parameters().Single(p => p.name == "time_scale").parameter.grad!.abs().sum([1, 2]).data<float>().ToArray();
        Assert.Equal(single ? [false, false, true, false] : [true, false, true, false], byTime.Select(sum => sum > 0));
    }

    [Fact]
    public void Taps_lie_a_quarter_of_the_blocks_apart_and_pass_gradients_to_the_latent()
    {
        using var scope = NewDisposeScope();
        using var network = Perturbed();
        var z = Draws.Normal(1, 2, 12, 12, 16).requires_grad_(true);
        var taps = network.EncoderFeatures(z, tensor(new long[] { 0, 2 }), Draws.Uniform(2, 2, 3, 12, 16) * 2 - 1);
        Assert.Equal(network.FeatureChannels.Select(c => new long[] { 2, c, 12, 16 }), taps.Select(tap => tap.shape));
        foreach (var tap in taps)
        {
            var gradient = autograd.grad([tap.square().sum()], [z], retain_graph: true)[0];
            Assert.True(gradient.abs().sum().item<float>() > 0);
        }
        // A tap of block n does not depend on what comes after it.
        using (no_grad())
            network.named_parameters().Single(p => p.name == "body.14.weight").parameter.zero_();
        var changed = network.EncoderFeatures(z, tensor(new long[] { 0, 2 }), Draws.Uniform(2, 2, 3, 12, 16) * 2 - 1);
        Assert.Equal([true, true, true, false], taps.Zip(changed, (a, b) => a.equal(b).all().item<bool>()));
    }

    [Fact]
    public void File_is_recognised_with_all_its_sizes()
    {
        var config = new CompactConfig { LatentChannels = 27, Features = 96, Convolutions = 5, Steps = 7 };
        var description = new CompactDescription(config);
        Assert.Equal(description, NetworkFamilies.Recognise(new ListedCheckpoint([.. description.Plan().Keys.Select(k => new TensorEntry(k.Name, ElementType.Float32, k.Shape))])));
        using var network = new CompactDenoiser(config);
        Assert.Equal(StateDict.Of(network).Select(t => t.Name), description.Plan().Keys.Select(k => k.Name).Order(StringComparer.Ordinal));
    }

    private static CompactDenoiser Perturbed()
    {
        var network = new CompactDenoiser(Tiny);
        Initialization.Reset(network, 1);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (i, (name, parameter)) in network.named_parameters().Index())
        {
            if (CompactDescription.Added.Contains(name))
                parameter.copy_(Draws.Normal((ulong)i, parameter.shape) * 0.1);
        }
        return network;
    }
}
