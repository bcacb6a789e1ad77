using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Rrdb;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks.Rrdb;

[Trait("Kind", "Unit")]
public sealed class RrdbFamilyTests
{
    [Theory]
    [InlineData(nameof(RrdbLayout.BasicSr), 1, 2, 23, 146.9)]
    [InlineData(nameof(RrdbLayout.BasicSr), 2, 2, 23, 36.7)]
    [InlineData(nameof(RrdbLayout.BasicSr), 1, 2, 6, 46.8)]
    [InlineData(nameof(RrdbLayout.Trunk), 1, 1, 23, 138.2)]
    public void Arithmetic_of_the_published_sizes_is_that_of_the_tables(string layout, int unshuffle, int upsamplers, int blocks, double expected) => Assert.Equal(
        expected, new RrdbDescription(new RrdbConfig { Layout = Enum.Parse<RrdbLayout>(layout), Unshuffle = unshuffle, Upsamplers = upsamplers, Blocks = blocks }).Plan().Flops(64, 64) / 1e9, 0.06);

    [Fact]
    public void Esrgan_plus_is_refused_by_name()
    {
        var plain = ListedCheckpoint.Of("baselines/keys_rrdb_x4_old.tsv");
        var plus = new ListedCheckpoint([.. plain.Entries, new TensorEntry("model.1.sub.0.RDB1.conv1x1.weight", ElementType.Float32, [32, 64, 1, 1])]);

        var (network, reason) = NetworkFamilies.TryRecognise(plus);

        Assert.Null(network);
        Assert.Contains("'model.1.sub.0.RDB1.conv1x1.weight' belongs to ESRGAN+", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void File_whose_parts_are_numbered_oddly_is_named()
    {
        var plain = ListedCheckpoint.Of("baselines/keys_rrdb_x4_old.tsv");
        var odd = new ListedCheckpoint([.. plain.Entries, new TensorEntry("model.11.weight", ElementType.Float32, [3])]);

        Assert.Contains("its parts are numbered to 11, which fits no number of doublings", NetworkFamilies.TryRecognise(odd).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void File_with_more_doublings_than_make_sense_is_named()
    {
        var plain = ListedCheckpoint.Of("baselines/keys_rrdb_x4_basicsr.tsv");
        var many = new ListedCheckpoint([.. plain.Entries, .. Enumerable.Range(3, 40).Select(i => new TensorEntry($"conv_up{i}.weight", ElementType.Float32, [64, 64, 3, 3]))]);

        Assert.Contains("it has 42 doublings; 5 are the most that make sense", NetworkFamilies.TryRecognise(many).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_of_a_pass_is_given_back()
    {
        using var network = new RrdbNet(new RrdbConfig { Features = 8, Growth = 4, Blocks = 2, Unshuffle = 2 });
        using var inference = inference_mode();
        using var x = Draws.Uniform(1, 1, 3, 9, 8);
        network.forward(x).Dispose();
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var y = network.forward(x))
            Assert.Equal([1, 3, 18, 16], y.shape);

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
