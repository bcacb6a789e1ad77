using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Networks.Swin;

/// <summary>A <see cref="SwinUnet"/> in certain sizes.</summary>
/// <param name="Config">Its sizes.</param>
/// <param name="NominalSizeIsKnown">Whether the keys tell <see cref="SwinUnetConfig.ImageSize"/>; else it is assumed to be 64.</param>
internal sealed record SwinUnetDescription(SwinUnetConfig Config, bool NominalSizeIsKnown) : DenoiserDescription(nameof(SwinUnet))
{
    /// <inheritdoc/>
    public override int LatentChannels => Config.OutChannels;

    /// <inheritdoc/>
    public override int ConditionRatio => Config.LqSize / Config.ImageSize;

    // Windowed attention and group normalisation depend on the size of what they see: the size of the training, twice.
    /// <inheritdoc/>
    public override int DefaultTile => 128;

    /// <inheritdoc/>
    public override int BytesPerPosition => 65536;

    /// <inheritdoc/>
    public override IReadOnlyList<string> PublishedCodecs =>
        LatentChannels == 8 ? ["ffhq512_vq_f8_dim8_face"] : ["autoencoder_vq_f4", "celeba256_vq_f4_dim3_face"];

    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family}, {Config.InChannels} latent channels, {Config.ModelChannels} x [{string.Join(", ", Config.ChannelMult)}] channels, "
        + $"[{string.Join(", ", Config.ResBlocks)}] blocks, condition at {Config.LqSize} for latents of {Config.ImageSize}{(NominalSizeIsKnown ? "" : " (assumed)")}"
        + $"{(Config.ConditionMask ? ", with mask" : "")}, window {Config.WindowSize}, depth {Config.SwinDepth}";

    /// <inheritdoc/>
    public override bool IsDerived(string key) => SwinFamily.ComputesItself(key);

    /// <inheritdoc/>
    public override DenoiserDescription DescribedBy(ModelDescription? description, string path) =>
        !NominalSizeIsKnown && description?.ImageSize is { } side ? WithImageSize(side) : this;

    /// <inheritdoc/>
    public override DiffusionNetwork Build() => new SwinUnet(Config);

    /// <summary>What the published files do not say of themselves: their schedule follows from the shape of the network, and where
    /// shapes are alike from the name of the file.</summary>
    /// <param name="path">The file; <c>resshift</c> in its name marks a teacher, <c>_s4</c> and <c>_s15</c> the number of steps.</param>
    /// <exception cref="TadSrException">The condition's size fits no published codec.</exception>
    public override PublishedModel PublishedModel(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        var isTeacher = name.Contains("resshift", StringComparison.Ordinal);
        // Latents of 3 channels come from the codec of factor 4, those of 8 from the one of factor 8.
        var factor = Config.InChannels == 8 ? 8 : 4;
        if (factor % ConditionRatio != 0)
            throw new TadSrException($"{path}: the condition is {ConditionRatio} times as large as the latent, which fits no published codec; this file needs a description of its own.", ErrorKind.BadFile);
        var (schedule, reason) = Schedule(factor / ConditionRatio, name, isTeacher);
        var description = new ModelDescription
        {
            Kind = isTeacher ? "teacher" : "student",
            Task = Config.ConditionMask ? "inpainting" : factor == 8 ? "faces" : "realsr",
            Codec = CodecKind.Vqgan,
            Diffusion = schedule.Diffusion,
        };
        return new PublishedModel(description, schedule, reason);
    }

    /// <inheritdoc/>
    internal override PublishedScript Script(ModelDescription? model)
    {
        // The scripts cut at these sides for x4, and at as many times more as the scale is less.
        var more = 4 / (model?.Diffusion.Scale ?? 4);
        var (tile, overlap) = (512 * more, 64 * more);
        return model?.Kind == "teacher"
            ? new PublishedScript("ResShift", tile, overlap, "ddpm", model.Diffusion.Steps, Precision.Fp16)
            : new PublishedScript("SinSR", tile, overlap, "one-step", 1, Precision.Fp16);
    }

    private (NamedSchedule Schedule, string Reason) Schedule(int scale, string name, bool isTeacher)
    {
        var whose = isTeacher ? "its name contains 'resshift'" : "its name does not contain 'resshift'";
        var (schedule, reason) = this switch
        {
            { Config.ConditionMask: true } => (NamedSchedule.Inpainting, "the network takes a mask"),
            _ when scale == 1 => isTeacher ? (NamedSchedule.Faces, $"the scale is 1 and {whose}") : (NamedSchedule.StudentFaces, $"the scale is 1 and {whose}"),
            _ when scale == 2 => (NamedSchedule.X2, "the scale is 2"),
            _ when name.Contains("bics", StringComparison.Ordinal) => (NamedSchedule.Bicubic, "its name contains 'bics'"),
            _ when name.Contains("_s4", StringComparison.Ordinal) => (NamedSchedule.RealSrV3, "its name contains '_s4'"),
            _ when name.Contains("_s15", StringComparison.Ordinal) => (NamedSchedule.RealSr, "its name contains '_s15'"),
            _ => (NamedSchedule.RealSr, "its shapes fit it and its name speaks for no other"),
        };
        return scale == 1 && !Config.ConditionMask ? (schedule, reason) : (schedule with { Diffusion = schedule.Diffusion with { CapStart = !isTeacher } }, $"{reason}; {(isTeacher ? "a teacher" : "a student")}, as {whose}");
    }

    /// <inheritdoc/>
    public override NetworkLayout Plan()
    {
        var plan = new NetworkLayout();
        plan.Linear("time_embed.0", Config.ModelChannels, Config.EmbedDim);
        plan.Linear("time_embed.2", Config.EmbedDim, Config.EmbedDim);
        var condition = PlanCondition(plan);
        var channels = Config.Channels(0);
        var skips = new Stack<int>();
        var index = 0;
        plan.Conv2d("input_blocks.0.0", Config.InChannels + condition, channels, 3, 1);
        Push();
        for (var level = 0; level < Config.ChannelMult.Count; level++)
        {
            for (var i = 0; i < Config.ResBlocks[level]; i++, Push())
            {
                Block(plan, $"input_blocks.{index}.0", channels, Config.Channels(level), level);
                channels = Config.Channels(level);
                if (i == 0 && Config.Attends(level))
                    Attention(plan, $"input_blocks.{index}.1", channels, level);
            }
            if (level + 1 == Config.ChannelMult.Count)
                continue;
            var down = $"input_blocks.{index}.0";
            if (Config.ResBlockUpDown)
                Block(plan, down, channels, channels, level + 1);
            else
                plan.Conv2d($"{down}.op", channels, channels, 3, Results(level + 1));
            Push();
        }
        var last = Config.ChannelMult.Count - 1;
        Block(plan, "middle_block.0", channels, channels, last);
        Attention(plan, "middle_block.1", channels, last);
        Block(plan, "middle_block.2", channels, channels, last);
        index = 0;
        for (var level = last; level >= 0; level--)
        {
            for (var i = 0; i <= Config.ResBlocks[level]; i++, index++)
            {
                var (path, part) = ($"output_blocks.{index}", 1);
                Block(plan, $"{path}.0", channels + skips.Pop(), Config.Channels(level), level);
                channels = Config.Channels(level);
                if (i == 0 && Config.Attends(level))
                    Attention(plan, $"{path}.{part++}", channels, level);
                if (level == 0 || i < Config.ResBlocks[level])
                    continue;
                if (Config.ResBlockUpDown)
                    Block(plan, $"{path}.{part}", channels, channels, level - 1);
                else
                    plan.Conv2d($"{path}.{part}.conv", channels, channels, 3, Results(level - 1));
            }
        }
        plan.Norm("out.0", channels);
        plan.Conv2d("out.2", channels, Config.OutChannels, 3, 1);
        return plan;

        void Push()
        {
            skips.Push(channels);
            index++;
        }
    }

    private static double Results(int level) => 1 / Math.Pow(4, level);

    private int PlanCondition(NetworkLayout plan)
    {
        var (channels, width) = (Config.ConditionChannels, ConditionExtractor.FirstChannels);
        for (var i = 0; i < Config.ConditionStages; i++)
        {
            var results = (double)ConditionRatio * ConditionRatio / Math.Pow(4, i);
            plan.Conv2d($"feature_extractor.{3 * i}", channels, width, 3, results);
            plan.Conv2d($"feature_extractor.{3 * i + 2}.op", width, 2 * width, 3, results / 4);
            channels = width *= 2;
        }
        return channels;
    }

    private void Block(NetworkLayout plan, string path, int inChannels, int outChannels, int level)
    {
        plan.Norm($"{path}.in_layers.0", inChannels);
        plan.Conv2d($"{path}.in_layers.2", inChannels, outChannels, 3, Results(level));
        plan.Linear($"{path}.emb_layers.1", Config.EmbedDim, Config.ScaleShiftNorm ? 2 * outChannels : outChannels);
        plan.Norm($"{path}.out_layers.0", outChannels);
        plan.Conv2d($"{path}.out_layers.3", outChannels, outChannels, 3, Results(level));
        if (inChannels != outChannels)
            plan.Conv2d($"{path}.skip_connection", inChannels, outChannels, 1, Results(level));
    }

    private void Attention(NetworkLayout plan, string path, int channels, int level)
    {
        var (width, window, hidden, results) = (Config.SwinEmbedDim, Config.Window(level), (int)(Config.SwinEmbedDim * Config.MlpRatio), Results(level));
        plan.Conv2d($"{path}.patch_embed.proj", channels, width, 1, results);
        for (var i = 0; i < Config.SwinDepth; i++)
        {
            var block = $"{path}.blocks.{i}";
            plan.Norm($"{block}.norm1", width);
            plan.Parameter($"{block}.attn.relative_position_bias_table", (2 * window - 1) * (2 * window - 1), Config.SwinHeads);
            plan.Linear($"{block}.attn.qkv", width, 3 * width, results);
            plan.Linear($"{block}.attn.proj", width, width, results);
            plan.Work(2.0 * 2 * width * window * window * results);   // scores and mixture within a window
            plan.Norm($"{block}.norm2", width);
            plan.Conv2d($"{block}.mlp.fc1", width, hidden, 1, results);
            plan.Conv2d($"{block}.mlp.fc2", hidden, width, 1, results);
        }
        plan.Conv2d($"{path}.patch_unembed.proj", width, channels, 1, results);
    }

    // The ratio to the condition and the attended levels stay.
    private SwinUnetDescription WithImageSize(int side) => new(
        Config with
        {
            ImageSize = side,
            LqSize = ConditionRatio * side,
            AttentionResolutions = [.. Enumerable.Range(0, Config.ChannelMult.Count).Where(Config.Attends).Select(level => side >> level)],
        },
        NominalSizeIsKnown: true);
}
