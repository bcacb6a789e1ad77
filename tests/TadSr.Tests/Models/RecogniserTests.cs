using TadSr.Checkpoints;
using TadSr.Models;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Models;

[Trait("Kind", "Unit")]
public class RecogniserTests
{
    public static TheoryData<string, SwinUnetConfig> Published => new()
    {
        { "realsr", SwinUnetConfig.RealSr },
        { "x2", SwinUnetConfig.X2 },
        { "face", SwinUnetConfig.Faces },
        { "inpaint", SwinUnetConfig.Inpainting },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_networks_are_recognised_with_all_their_sizes(string name, SwinUnetConfig expected)
    {
        foreach (var derived in new[] { true, false })
        {
            var found = Assert.IsType<RecognisedSwinUnet>(Recogniser.Recognise(ListedCheckpoint.Published($"keys_unet_{name}.tsv", derived, "module.")));
            Assert.Equivalent(expected, found.Config, strict: true);
            Assert.Equal(derived, found.NominalSizeIsKnown);
        }
    }

    [Theory]
    [InlineData("f4")]
    [InlineData("f8_face")]
    public void Published_codecs_are_recognised_with_all_their_sizes(string name)
    {
        var found = Assert.IsType<RecognisedVqgan>(Recogniser.Recognise(ListedCheckpoint.Published($"keys_vqgan_{name}.tsv")));
        Assert.Equivalent(name == "f4" ? VqganConfig.F4 : VqganConfig.F8Face, found.Config, strict: true);
    }

    [Fact]
    public void Unusual_swin_networks_are_recognised_with_all_their_sizes()
    {
        var shared = new SwinUnetConfig
        {
            ImageSize = 16,
            LqSize = 16,
            ModelChannels = 32,
            ChannelMult = [1, 2],
            ResBlocks = [1, 2],
            AttentionResolutions = [16, 8],
            SwinEmbedDim = 64,
            SwinHeads = 2,
            WindowSize = 4,
        };
        SwinUnetConfig[] configs =
        [
            shared,
            shared with { WindowSize = 8 },
            shared with { LqSize = 64, ConditionMask = true, MlpRatio = 2, InChannels = 8, OutChannels = 8 },
            shared with { ScaleShiftNorm = false, ResBlockUpDown = true, SwinHeads = 4 },
            shared with { ImageSize = 32, LqSize = 32, ChannelMult = [1, 1, 2, 2], ResBlocks = [1, 1, 1, 1], AttentionResolutions = [16, 4], SwinDepth = 3 },
            shared with { ResBlocks = [3, 1], ResBlockUpDown = true },
        ];
        using var scope = NewDisposeScope();
        foreach (var config in configs)
        {
            using var network = new SwinUnet(config);
            Assert.Equivalent(config, Assert.IsType<RecognisedSwinUnet>(Recogniser.Recognise(Listed(network))).Config, strict: true);
        }
    }

    [Fact]
    public void Lite_networks_are_recognised_with_all_their_sizes()
    {
        using var scope = NewDisposeScope();
        foreach (var config in new[]
        {
            new LiteUnetConfig { Channels = [32, 64, 96], DownBlocks = 1, MiddleBlocks = 3, UpBlocks = 2, EmbedDim = 64 },
            new LiteUnetConfig { Channels = [32], LatentChannels = 3, ConditionSkip = false },
        })
        {
            using var network = new LiteUnet(config);
            Assert.Equivalent(config, Assert.IsType<RecognisedLiteUnet>(Recogniser.Recognise(Listed(network))).Config, strict: true);
        }
    }

    [Fact]
    public void Unusual_codecs_are_recognised_with_all_their_sizes()
    {
        using var scope = NewDisposeScope();
        var config = new VqganConfig { Channels = 32, ChannelMult = [1, 1, 2, 2], ResBlocks = [1, 2, 1, 2], AttentionLevels = [2], EmbedDim = 4, ZChannels = 6, Codes = 32 };
        using var network = new Vqgan(config);
        Assert.Equivalent(config, Assert.IsType<RecognisedVqgan>(Recogniser.Recognise(Listed(network))).Config, strict: true);
    }

    [Fact]
    public void Unknown_keys_are_answered_with_the_nearest_network()
    {
        var checkpoint = new ListedCheckpoint(
        [
            new TensorEntry("encoder.layer.0.weight", ElementType.Float32, [4]),
            new TensorEntry("decoder.layer.0.weight", ElementType.Float32, [4]),
            new TensorEntry("head.weight", ElementType.Float32, [4]),
        ]);
        var error = Assert.Throws<TadSrException>(() => Recogniser.Recognise(checkpoint));
        Assert.Equal(ExitCode.BadFile, error.Code);
        Assert.Contains("the nearest is Vqgan, to which 67", error.Message, StringComparison.Ordinal);
        Assert.Contains("encoder.layer.0.weight", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("no tensors", Recogniser.Describe(new ListedCheckpoint([])), StringComparison.Ordinal);
    }

    [Fact]
    public void Network_with_a_hole_where_its_sizes_are_read_is_named_with_the_key()
    {
        var whole = ListedCheckpoint.Published("keys_unet_realsr.tsv");
        var holed = new ListedCheckpoint([.. whole.Entries.Where(e => e.Name != "out.2.weight")]);
        Assert.Contains("looks like a SwinUnet, but 'out.2.weight' is missing", Recogniser.Describe(holed), StringComparison.Ordinal);
    }

    private static ListedCheckpoint Listed(nn.Module network) =>
        new([.. network.state_dict().Select(x => new TensorEntry(x.Key, ElementType.Float32, x.Value.shape))]);
}
