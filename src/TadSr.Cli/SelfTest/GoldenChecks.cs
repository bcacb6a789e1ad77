using System.Text.Json;
using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Cli.SelfTest;

/// <summary>Networks against the values of their published implementations, which lie in reference files: the Swin U-Net and its
/// codec in float32, with parameters made of their names.</summary>
internal static class GoldenChecks
{
    // Another device sums in another order.
    private const double SmallTolerance = 3e-5, LargeTolerance = 1e-4, DeviceFactor = 10;

    /// <summary>Checks every reference file of a folder.</summary>
    public static void Run(CheckList checks, string folder, Device device)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).ToList() : [];
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.StartsWith("swin_unet_", StringComparison.Ordinal))
                checks.Run($"{name} on {device}", () => Compare(file, device, Swin));
            else if (name.StartsWith("vqgan_", StringComparison.Ordinal))
                checks.Run($"{name} on {device}", () => Compare(file, device, Codec));
        }
        if (files.Count == 0)
            checks.Run("references", () => throw new TadSrException($"{folder}: no reference file; give the folder networks of the references.", ErrorKind.BadFile));
    }

    private static string Compare(string file, Device device, Func<JsonElement, Dictionary<string, Tensor>, Device, double> gap)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var checkpoint = CheckpointFile.Open(file);
        using var settings = JsonDocument.Parse(checkpoint.Metadata["case"]);
        var isLarge = settings.RootElement.GetProperty("name").GetString()!.StartsWith("full", StringComparison.Ordinal);
        var tensors = StateDict.Read(checkpoint);
        var limit = (isLarge ? LargeTolerance : SmallTolerance) * (device.type == DeviceType.CPU ? 1 : DeviceFactor);
        return CheckList.Within(gap(settings.RootElement.GetProperty("config"), tensors, device), limit, "gap");
    }

    private static double Swin(JsonElement sizes, Dictionary<string, Tensor> tensors, Device device)
    {
        var embed = Number(sizes, "swin_embed_dim");
        var perHead = Number(sizes, "num_head_channels");
        using var network = new SwinUnet(new SwinUnetConfig
        {
            ImageSize = Number(sizes, "image_size"),
            LqSize = Number(sizes, "lq_size"),
            InChannels = Number(sizes, "in_channels"),
            OutChannels = Number(sizes, "out_channels"),
            ConditionMask = sizes.GetProperty("cond_mask").GetBoolean(),
            ModelChannels = Number(sizes, "model_channels"),
            ChannelMult = Numbers(sizes.GetProperty("channel_mult")),
            ResBlocks = Numbers(sizes.GetProperty("num_res_blocks")),
            AttentionResolutions = Numbers(sizes.GetProperty("attention_resolutions")),
            ScaleShiftNorm = sizes.GetProperty("use_scale_shift_norm").GetBoolean(),
            ResBlockUpDown = sizes.GetProperty("resblock_updown").GetBoolean(),
            SwinDepth = Number(sizes, "swin_depth"),
            SwinEmbedDim = embed,
            HeadChannels = perHead == -1 ? embed / Number(sizes, "num_heads") : perHead,
            WindowSize = Number(sizes, "window_size"),
            MlpRatio = sizes.GetProperty("mlp_ratio").GetDouble(),
        });
        Ready(network, device);
        var lq = tensors.TryGetValue("in.mask", out var mask) ? cat([tensors["in.lq"], mask], 1) : tensors["in.lq"];
        return Gap.Of(tensors["out.y"], network.forward(tensors["in.x"].to(device), tensors["in.t"].to(device), lq.to(device)));
    }

    private static double Codec(JsonElement config, Dictionary<string, Tensor> tensors, Device device)
    {
        var sizes = config.GetProperty("ddconfig");
        var (mult, blocks, resolution) = (Numbers(sizes.GetProperty("ch_mult")), sizes.GetProperty("num_res_blocks"), Number(sizes, "resolution"));
        var attended = Numbers(sizes.GetProperty("attn_resolutions"));
        using var network = new Vqgan(new VqganConfig
        {
            ImageChannels = Number(sizes, "in_channels"),
            EmbedDim = Number(config, "embed_dim"),
            Codes = Number(config, "n_embed"),
            ZChannels = Number(sizes, "z_channels"),
            Channels = Number(sizes, "ch"),
            ChannelMult = mult,
            ResBlocks = blocks.ValueKind == JsonValueKind.Array ? Numbers(blocks) : [.. Enumerable.Repeat(blocks.GetInt32(), mult.Length)],
            AttentionLevels = [.. Enumerable.Range(0, mult.Length).Where(level => attended.Contains(resolution >> level))],
        });
        Ready(network, device);
        var z = tensors["in.z"].to(device);
        return new[]
        {
            Gap.Of(tensors["out.encode"], network.Encode(tensors["in.x"].to(device))),
            Gap.Of(tensors["out.decode_not_quantized"], network.Decode(z, quantise: false)),
            Gap.Of(tensors["out.quantized"], network.Quantise(z)),
            Gap.Of(tensors["out.decode"], network.Decode(z)),
        }.Max();
    }

    private static void Ready(nn.Module network, Device device)
    {
        AnalyticFill.Apply(network, FillRule.Networks);
        network.eval();
        network.to(device);
    }

    private static int Number(JsonElement settings, string name) => settings.GetProperty(name).GetInt32();

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetInt32())];
}
