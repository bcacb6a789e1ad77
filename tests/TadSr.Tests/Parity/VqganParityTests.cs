using System.Text.Json;
using TadSr.Networks;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class VqganParityTests
{
    private const double Tolerance = 3e-5;

    public VqganParityTests() => Backend.Load();

    public static TheoryData<string> Cases() => References.Cases("vqgan");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Vqgan_encodes_quantises_and_decodes_as_stored(string path)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = GoldenFile.Open(path);
        using var network = new Vqgan(Config(golden.Case.GetProperty("config")));
        Assert.Equal(golden.Case.GetProperty("params").GetInt64(), network.parameters().Sum(x => x.numel()));
        AnalyticFill.Apply(network, FillRule.Networks);
        // Ten times the gap that was measured between float32 and float64, never above 1e-4; small codecs have 3e-5.
        var full = golden.Case.GetProperty("name").GetString()!.StartsWith("full", StringComparison.Ordinal);
        var tolerance = full ? Math.Min(10 * golden.Case.GetProperty("gap_f32").GetDouble(), 1e-4) : Tolerance;
        var (image, z) = (golden.Tensor("in.x"), golden.Tensor("in.z"));
        var seen = new Dictionary<string, Tensor>();

        Close.Relative(golden.Tensor("out.encode"), network.Encode(image, (name, value) => seen["act.encoder." + name] = value.clone().DetachFromDisposeScope()), tolerance, "encode");
        Close.Relative(golden.Tensor("out.decode_not_quantized"), network.Decode(z, quantise: false, (name, value) => seen["act.decoder." + name] = value.clone().DetachFromDisposeScope()), tolerance, "decode_not_quantized");
        Assert.Equal(golden.Tensor("out.indices").data<int>().ToArray(), network.Indices(z).to_type(ScalarType.Int32).data<int>().ToArray());
        Close.Relative(golden.Tensor("out.quantized"), network.Quantise(z), tolerance, "quantized");
        Close.Relative(golden.Tensor("out.decode"), network.Decode(z), tolerance, "decode");
        foreach (var name in golden.Names.Where(name => name.StartsWith("act.", StringComparison.Ordinal)))
            Close.Relative(golden.Tensor(name), seen[name], Tolerance, name);
        foreach (var value in seen.Values)
            value.Dispose();
    }

    [Theory]
    [InlineData("f4", 55_322_782)]
    [InlineData("f8_face", 77_009_115)]
    public void Published_codec_has_the_published_keys(string name, long parameters)
    {
        using var scope = NewDisposeScope();
        using var network = new Vqgan(name == "f4" ? VqganConfig.F4 : VqganConfig.F8Face);
        Assert.Equal(KeyList.Read($"networks/keys_vqgan_{name}.tsv"), KeyList.Of(network));
        Assert.Equal(parameters, network.parameters().Sum(x => x.numel()));
    }

    private static VqganConfig Config(JsonElement json)
    {
        var sizes = json.GetProperty("ddconfig");
        Assert.False(sizes.GetProperty("double_z").GetBoolean());
        Assert.Equal(sizes.GetProperty("in_channels").GetInt32(), sizes.GetProperty("out_ch").GetInt32());
        int[] mult = [.. sizes.GetProperty("ch_mult").EnumerateArray().Select(x => x.GetInt32())];
        var blocks = sizes.GetProperty("num_res_blocks");
        var resolution = sizes.GetProperty("resolution").GetInt32();
        var attended = sizes.GetProperty("attn_resolutions").EnumerateArray().Select(x => x.GetInt32()).ToHashSet();
        return new VqganConfig
        {
            ImageChannels = sizes.GetProperty("in_channels").GetInt32(),
            EmbedDim = json.GetProperty("embed_dim").GetInt32(),
            Codes = json.GetProperty("n_embed").GetInt32(),
            ZChannels = sizes.GetProperty("z_channels").GetInt32(),
            Channels = sizes.GetProperty("ch").GetInt32(),
            ChannelMult = mult,
            ResBlocks = blocks.ValueKind == JsonValueKind.Array
                ? [.. blocks.EnumerateArray().Select(x => x.GetInt32())]
                : [.. Enumerable.Repeat(blocks.GetInt32(), mult.Length)],
            AttentionLevels = [.. Enumerable.Range(0, mult.Length).Where(level => attended.Contains(resolution >> level))],
        };
    }
}
