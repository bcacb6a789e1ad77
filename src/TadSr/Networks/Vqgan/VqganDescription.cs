namespace TadSr.Networks.Vqgan;

/// <summary>A <see cref="Vqgan"/> in certain sizes.</summary>
/// <param name="Config">Its sizes.</param>
internal sealed record VqganDescription(VqganConfig Config) : CodecDescription(nameof(Vqgan))
{
    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family} f{Config.Factor}, {Config.EmbedDim} latent channels, {Config.Codes} codes, {Config.Channels} x [{string.Join(", ", Config.ChannelMult)}] channels, "
        + $"[{string.Join(", ", Config.ResBlocks)}] blocks";

    /// <inheritdoc/>
    public override Vqgan Build() => new(Config);

    /// <summary>Lists encoder and decoder; the arithmetic is that of both, for one picture.</summary>
    public override NetworkLayout Plan()
    {
        var plan = new NetworkLayout();
        var last = Config.ChannelMult.Count - 1;
        var width = Config.Channels;
        plan.Conv2d("encoder.conv_in", Config.ImageChannels, width, 3, 1);
        for (var level = 0; level <= last; level++)
        {
            for (var i = 0; i < Config.ResBlocks[level]; i++)
            {
                Block(plan, $"encoder.down.{level}.block.{i}", width, Config.Width(level), level);
                width = Config.Width(level);
                if (Config.AttentionLevels.Contains(level))
                    Attention(plan, $"encoder.down.{level}.attn.{i}", width, level);
            }
            if (level < last)
                plan.Conv2d($"encoder.down.{level}.downsample.conv", width, width, 3, Results(level + 1));
        }
        Middle(plan, "encoder.mid", width, last);
        plan.Norm("encoder.norm_out", width);
        plan.Conv2d("encoder.conv_out", width, Config.ZChannels, 3, Results(last));
        plan.Conv2d("quant_conv", Config.ZChannels, Config.EmbedDim, 1, Results(last));
        plan.Parameter("quantize.embedding.weight", Config.Codes, Config.EmbedDim);
        plan.Work(2.0 * Config.Codes * Config.EmbedDim * Results(last));
        plan.Conv2d("post_quant_conv", Config.EmbedDim, Config.ZChannels, 1, Results(last));
        width = Config.Width(last);
        plan.Conv2d("decoder.conv_in", Config.ZChannels, width, 3, Results(last));
        Middle(plan, "decoder.mid", width, last);
        for (var level = last; level >= 0; level--)
        {
            for (var i = 0; i <= Config.ResBlocks[level]; i++)
            {
                Block(plan, $"decoder.up.{level}.block.{i}", width, Config.Width(level), level);
                width = Config.Width(level);
                if (Config.AttentionLevels.Contains(level))
                    Attention(plan, $"decoder.up.{level}.attn.{i}", width, level);
            }
            if (level > 0)
                plan.Conv2d($"decoder.up.{level}.upsample.conv", width, width, 3, Results(level - 1));
        }
        plan.Norm("decoder.norm_out", width);
        plan.Conv2d("decoder.conv_out", width, Config.ImageChannels, 3, 1);
        return plan;
    }

    private static double Results(int level) => 1 / Math.Pow(4, level);

    private static void Middle(NetworkLayout plan, string path, int width, int level)
    {
        Block(plan, $"{path}.block_1", width, width, level);
        Attention(plan, $"{path}.attn_1", width, level);
        Block(plan, $"{path}.block_2", width, width, level);
    }

    private static void Block(NetworkLayout plan, string path, int inChannels, int outChannels, int level)
    {
        plan.Norm($"{path}.norm1", inChannels);
        plan.Conv2d($"{path}.conv1", inChannels, outChannels, 3, Results(level));
        plan.Norm($"{path}.norm2", outChannels);
        plan.Conv2d($"{path}.conv2", outChannels, outChannels, 3, Results(level));
        if (inChannels != outChannels)
            plan.Conv2d($"{path}.nin_shortcut", inChannels, outChannels, 1, Results(level));
    }

    private static void Attention(NetworkLayout plan, string path, int width, int level)
    {
        plan.Norm($"{path}.norm", width);
        foreach (var part in new[] { "q", "k", "v", "proj_out" })
            plan.Conv2d($"{path}.{part}", width, width, 1, Results(level));
        plan.Attention(2 * width, Results(level));
    }
}
