using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Tests.Networks;

[Trait("Kind", "Unit")]
public class NetworkFamiliesTests
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
            var found = Assert.IsType<SwinUnetDescription>(NetworkFamilies.Recognise(ListedCheckpoint.Published($"keys_unet_{name}.tsv", derived, "module.")));
            Assert.Equivalent(expected, found.Config, strict: true);
            Assert.Equal(derived, found.NominalSizeIsKnown);
        }
    }

    [Theory]
    [InlineData("f4")]
    [InlineData("f8_face")]
    public void Published_codecs_are_recognised_with_all_their_sizes(string name)
    {
        var found = Assert.IsType<VqganDescription>(NetworkFamilies.Recognise(ListedCheckpoint.Published($"keys_vqgan_{name}.tsv")));
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
            HeadChannels = 32,
            WindowSize = 4,
        };
        SwinUnetConfig[] configs =
        [
            shared,
            shared with { WindowSize = 8 },
            shared with { LqSize = 64, ConditionMask = true, MlpRatio = 2, InChannels = 8, OutChannels = 8 },
            shared with { ScaleShiftNorm = false, ResBlockUpDown = true, HeadChannels = 16 },
            shared with { ImageSize = 32, LqSize = 32, ChannelMult = [1, 1, 2, 2], ResBlocks = [1, 1, 1, 1], AttentionResolutions = [16, 4], SwinDepth = 3 },
            shared with { ResBlocks = [3, 1], ResBlockUpDown = true },
        ];
        using var scope = NewDisposeScope();
        foreach (var config in configs)
        {
            using var network = new SwinUnet(config);
            Assert.Equivalent(config, Assert.IsType<SwinUnetDescription>(NetworkFamilies.Recognise(Listed(network))).Config, strict: true);
        }
    }

    [Fact]
    public void Lite_networks_are_recognised_with_all_their_sizes()
    {
        using var scope = NewDisposeScope();
        foreach (var config in new[]
        {
            new LiteUnetConfig { ModelChannels = 32, ChannelMult = [1, 2, 3], DownBlocks = 1, MiddleBlocks = 3, UpBlocks = 2, EmbedDim = 64 },
            new LiteUnetConfig { ModelChannels = 32, ChannelMult = [1], LatentChannels = 3, ConditionSkip = false },
        })
        {
            using var network = new LiteUnet(config);
            Assert.Equivalent(config, Assert.IsType<LiteUnetDescription>(NetworkFamilies.Recognise(Listed(network))).Config, strict: true);
        }
    }

    [Fact]
    public void Unusual_codecs_are_recognised_with_all_their_sizes()
    {
        using var scope = NewDisposeScope();
        var config = new VqganConfig { Channels = 32, ChannelMult = [1, 1, 2, 2], ResBlocks = [1, 2, 1, 2], AttentionLevels = [2], EmbedDim = 4, ZChannels = 6, Codes = 32 };
        using var network = new Vqgan(config);
        Assert.Equivalent(config, Assert.IsType<VqganDescription>(NetworkFamilies.Recognise(Listed(network))).Config, strict: true);
    }

    [Fact]
    public void Unknown_keys_are_answered_with_the_nearest_network()
    {
        var published = ListedCheckpoint.Published("keys_unet_realsr.tsv", derived: false);
        var checkpoint = new ListedCheckpoint(
        [
            .. published.Entries.Where(e => e.Name is not ("input_blocks.0.0.weight" or "out.0.bias")).Select(e => e.Name == "out.0.weight" ? new TensorEntry(e.Name, e.ElementType, [7]) : e),
            new TensorEntry("head.weight", ElementType.Float32, [4]),
        ]);
        var error = Assert.Throws<TadSrException>(() => NetworkFamilies.Recognise(checkpoint));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("the nearest is SwinUnet, with which 99 ", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "are common: 2 missing: input_blocks.0.0.weight, out.0.bias; 1 unexpected: head.weight; 1 misshapen: out.0.weight is [7], expected [160]; known are SwinUnet, LiteUnet,",
            error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Keys_that_no_network_has_are_named_alone()
    {
        var checkpoint = new ListedCheckpoint([new TensorEntry("head.weight", ElementType.Float32, [4])]);
        Assert.StartsWith("1 tensors (head.weight) of no network that is known here; known are SwinUnet,", NetworkFamilies.TryRecognise(checkpoint).Reason, StringComparison.Ordinal);
        Assert.StartsWith("no tensors; known are", NetworkFamilies.TryRecognise(new ListedCheckpoint([])).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model 4;model.0.weight 64,3,3,3;model.1.sub.0.RDB1.conv1.0.weight 32,64,3,3", "RRDBNet")]
    [InlineData("encoder.conv_in.weight 32,3,3,3;quantize.embedding.weight 8,4;encoder.conv_out.weight 4,32,3,3", "Vqgan")]
    [InlineData("encoder.conv_in.weight 32,3,3,3;quantize.embedding.weight 8,4;encoder.conv_out.weight 4,32,3,3;encoder.down.0.block.0.conv1.weight 8,32,3,3", "Vqgan")]
    public void Marks_of_a_network_without_its_sizes_are_one_reason(string entries, string family)
    {
        var listed = new ListedCheckpoint([.. entries.Split(';').Select(entry => entry.Split(' '))
            .Select(cells => new TensorEntry(cells[0], ElementType.Float32, [.. cells[1].Split(',').Select(long.Parse)]))]);

        var (network, reason) = NetworkFamilies.TryRecognise(listed);

        Assert.Null(network);
        Assert.StartsWith($"this looks like a {family}, but ", reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason);
    }

    [Theory]
    [InlineData("attn_mask", new long[] { 0, 64, 64 })]
    [InlineData("relative_position_bias_table", new long[] { 225, 500 })]
    public void Sizes_that_make_no_swin_network_are_one_reason(string ending, long[] shape)
    {
        var whole = ListedCheckpoint.Published("keys_unet_realsr.tsv");
        var odd = new ListedCheckpoint([.. whole.Entries.Select(e => e.Name.EndsWith(ending, StringComparison.Ordinal) ? new TensorEntry(e.Name, e.ElementType, shape) : e)]);

        Assert.StartsWith("this looks like a SwinUnet, but ", NetworkFamilies.TryRecognise(odd).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Layouts_list_what_the_built_networks_hold()
    {
        using var scope = NewDisposeScope();
        var swin = new SwinUnetConfig { ImageSize = 16, LqSize = 64, ConditionMask = true, ModelChannels = 32, ChannelMult = [1, 2], ResBlocks = [1, 2], AttentionResolutions = [16], SwinEmbedDim = 64, WindowSize = 4 };
        NetworkDescription[] networks =
        [
            new SwinUnetDescription(SwinUnetConfig.RealSr, true), new SwinUnetDescription(SwinUnetConfig.Faces, true), new SwinUnetDescription(swin, true),
            new SwinUnetDescription(swin with { ScaleShiftNorm = false, ResBlockUpDown = true, MlpRatio = 2 }, true),
            new LiteUnetDescription(new LiteUnetConfig()), new LiteUnetDescription(new LiteUnetConfig { ModelChannels = 32, ChannelMult = [1, 2, 3], ConditionSkip = false }),
            new VqganDescription(VqganConfig.F4), new VqganDescription(VqganConfig.F8Face),
            new VqganDescription(new VqganConfig { Channels = 32, ChannelMult = [1, 1, 2], ResBlocks = [1, 2, 1], AttentionLevels = [2], EmbedDim = 4, ZChannels = 6, Codes = 32 }),
        ];
        foreach (var network in networks)
        {
            using nn.Module built = network switch
            {
                DenoiserDescription denoiser => denoiser.Build(),
                CodecDescription codec => codec.Build(),
                _ => ((FeedForwardDescription)network).Build(),
            };
            Assert.Equal(
                StateDict.Of(built).Select(t => $"{t.Name} {string.Join(',', t.Value.shape)}"),
                network.Plan().Keys.Select(k => $"{k.Name} {string.Join(',', k.Shape)}").Order(StringComparer.Ordinal));
            Assert.Equal(built.parameters().Sum(p => p.numel()), network.Plan().Parameters);
        }
    }

    [Fact]
    public void Network_with_a_hole_where_its_sizes_are_read_is_named_with_the_key()
    {
        var whole = ListedCheckpoint.Published("keys_unet_realsr.tsv");
        var holed = new ListedCheckpoint([.. whole.Entries.Where(e => e.Name != "out.2.weight")]);
        Assert.Contains("looks like a SwinUnet, but 'out.2.weight' is missing", NetworkFamilies.TryRecognise(holed).Reason, StringComparison.Ordinal);
    }

    private static ListedCheckpoint Listed(nn.Module network) =>
        new([.. network.state_dict().Select(x => new TensorEntry(x.Key, ElementType.Float32, x.Value.shape))]);
}
