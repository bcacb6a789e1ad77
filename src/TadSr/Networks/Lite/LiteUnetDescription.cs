using TadSr.Runtime;

namespace TadSr.Networks.Lite;

/// <summary>A <see cref="LiteUnet"/> in certain sizes.</summary>
/// <param name="Config">Its sizes.</param>
internal sealed record LiteUnetDescription(LiteUnetConfig Config) : DenoiserDescription(nameof(LiteUnet))
{
    /// <inheritdoc/>
    public override int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public override int ConditionRatio => 1;

    /// <inheritdoc/>
    public override int DefaultTile => 256;

    /// <inheritdoc/>
    public override int BytesPerPosition => 8192;

    /// <inheritdoc/>
    public override int? Revision => LiteUnet.Revision;

    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family}, {Config.LatentChannels} latent channels, [{string.Join(", ", Config.Channels)}] channels, "
        + $"{Config.DownBlocks} down, {Config.MiddleBlocks} middle and {Config.UpBlocks} up blocks{(Config.ConditionSkip ? ", bicubic skip" : "")}";

    /// <inheritdoc/>
    public override DenoiserDescription DescribedBy(ModelDescription? description, string path)
    {
        const int Expected = LiteUnet.Revision;
        if (description?.Revision is null)
        {
            throw new TadSrException(
                $"{path}: the metadata entry '{ModelDescription.MetadataKey}' names no revision of the lite network, which marks files from before revision {Expected}; train it again, or, if it was trained in revision {Expected}, state that when converting it.",
                ErrorKind.BadFile);
        }
        if (description.Revision != Expected)
            throw new TadSrException($"{path}: its weights are of revision {description.Revision} of the lite network, this program computes revision {Expected}; train it again, or use the program that wrote it.", ErrorKind.BadFile);
        return this;
    }

    /// <inheritdoc/>
    public override DiffusionNetwork Build() => new LiteUnet(Config);

    /// <inheritdoc/>
    public override NetworkLayout Plan()
    {
        var plan = new NetworkLayout();
        var (channels, embed) = (Config.Channels, Config.EmbedDim);
        plan.Linear("time_embed.0", embed, embed);
        plan.Linear("time_embed.2", embed, embed);
        plan.Conv2d("input_lq", 3, channels[0], 3, 1);
        plan.Conv2d("input_z", Config.LatentChannels, channels[0], 3, 1);
        plan.Linear("gate_z", embed, channels[0]);
        for (var level = 0; level < channels.Count; level++)
        {
            Blocks($"down.{level}", Config.DownBlocks, level);
            if (level + 1 < channels.Count)
                plan.Conv2d($"downsample.{level}", channels[level], channels[level + 1], 3, Results(level + 1));
        }
        Blocks("middle", Config.MiddleBlocks, channels.Count - 1);
        for (var level = 0; level < channels.Count; level++)
        {
            Blocks($"up.{level}", Config.UpBlocks, level);
            if (level + 1 < channels.Count)
                plan.Conv2d($"upsample.{level}", channels[level + 1], channels[level], 3, Results(level));
        }
        plan.Conv2d("output", channels[0], Config.LatentChannels, 3, 1);
        if (Config.ConditionSkip)
        {
            plan.Buffer("condition_skip", Config.LatentChannels, 1, 5, 5);
            plan.Work(2.0 * Config.LatentChannels * 25);
        }
        return plan;

        void Blocks(string path, int count, int level)
        {
            for (var i = 0; i < count; i++)
            {
                plan.Linear($"{path}.{i}.time", embed, 2 * channels[level]);
                plan.Conv2d($"{path}.{i}.conv1", channels[level], channels[level], 3, Results(level));
                plan.Conv2d($"{path}.{i}.conv2", channels[level], channels[level], 3, Results(level));
            }
        }
    }

    private static double Results(int level) => 1 / Math.Pow(4, level);
}
