using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Networks.Swin;

/// <summary>The U-Nets of ResShift, SinSR and TAD-SR (<see cref="SwinUnet"/>), by their published keys.</summary>
internal sealed class SwinFamily : NetworkFamily
{
    private const int AssumedImageSize = 64;

    /// <inheritdoc/>
    public override string Name => nameof(SwinUnet);

    /// <inheritdoc/>
    public override NetworkDescription Published => new SwinUnetDescription(SwinUnetConfig.RealSr, NominalSizeIsKnown: false);

    /// <inheritdoc/>
    internal override (string Type, NetworkConfig Defaults)? Training => ("swin", SwinUnetConfig.RealSr);

    /// <inheritdoc/>
    internal override DenoiserDescription Describe(NetworkConfig config, CodecKind codec) => new SwinUnetDescription((SwinUnetConfig)config, NominalSizeIsKnown: true);

    /// <summary>Whether a <see cref="SwinUnet"/> computes the value of a key itself whatever a file holds: <c>relative_position_index</c> and
    /// <c>attn_mask</c>, which published files carry for the size of their training.</summary>
    internal static bool ComputesItself(string key) => key[(key.LastIndexOf('.') + 1)..] is "relative_position_index" or "attn_mask";

    /// <inheritdoc/>
    public override bool Matches(KeyShapes keys) => keys.Has("input_blocks.0.0.weight") && keys.HasBelow("middle_block.1") && keys.HasBelow("output_blocks.0");

    /// <inheritdoc/>
    public override NetworkDescription Read(KeyShapes keys)
    {
        var model = keys.Size("input_blocks.0.0.weight", 0);
        var outChannels = keys.Size("out.2.weight", 0);
        var stages = 0;
        while (keys.Has($"feature_extractor.{3 * stages}.weight"))
            stages++;
        var total = keys.Size("input_blocks.0.0.weight", 1);
        var inChannels = stages == 0 ? outChannels : total - keys.Size($"feature_extractor.{3 * stages - 1}.op.weight", 0);
        var condition = stages == 0 ? total - outChannels : keys.Size("feature_extractor.0.weight", 1);
        if (condition is not (3 or 4))
            throw new FormatException($"'input_blocks.0.0.weight' takes {total} channels, which leaves {condition} for the condition instead of 3 or 4");
        var levels = Levels(keys);
        var (windows, heads) = Windows(keys, levels);
        var window = windows.Max();
        var known = ImageSize(keys, levels, windows, window);
        var image = known ?? AssumedImageSize;
        var embed = keys.Size("middle_block.1.patch_embed.proj.weight", 0);
        var firstBlock = "input_blocks.1.0";
        var config = new SwinUnetConfig
        {
            ImageSize = image,
            LqSize = image << stages,
            InChannels = inChannels,
            OutChannels = outChannels,
            ConditionMask = condition == 4,
            ModelChannels = model,
            ChannelMult = [.. levels.Select(l => l.Channels / model)],
            ResBlocks = [.. levels.Select(l => l.ResBlocks)],
            AttentionResolutions = [.. levels.Select((l, level) => (l.Attends, Resolution: image >> level)).Where(l => l.Attends).Select(l => l.Resolution)],
            ScaleShiftNorm = keys.Find($"{firstBlock}.emb_layers.1.weight") is not [var rows, ..] || rows == 2 * levels[0].Channels,
            ResBlockUpDown = levels.Count > 1 && keys.HasBelow($"input_blocks.{levels[0].ResBlocks + 1}.0.in_layers"),
            SwinDepth = keys.Count("middle_block.1.blocks"),
            SwinEmbedDim = embed,
            HeadChannels = Math.Max(1, embed / heads),
            WindowSize = window,
            MlpRatio = (double)keys.Size("middle_block.1.blocks.0.mlp.fc1.weight", 0) / embed,
        };
        Check(config, embed, heads);
        return new SwinUnetDescription(config, known is not null);
    }

    // What a configuration of the user's would be refused for, a file is not recognised with.
    private static void Check(SwinUnetConfig config, int embed, int heads)
    {
        if (config.ImageSize < 1 || embed % heads != 0)
            throw new FormatException(config.ImageSize < 1 ? "its masks are empty" : $"{heads} heads do not divide its {embed} channels");
        try
        {
            config.Validate();
        }
        catch (TadSrException e)
        {
            throw new FormatException(e.Message.TrimEnd('.'));
        }
    }

    // The decoder tells where levels end: only there is something that enlarges.
    private static List<Level> Levels(KeyShapes keys)
    {
        var levels = new List<Level>();
        var (count, start) = (keys.Count("output_blocks"), 0);
        for (var i = 0; i < count; i++)
        {
            var path = $"output_blocks.{i}";
            var enlarges = Enumerable.Range(1, 2).Any(part => keys.Has($"{path}.{part}.conv.weight") || keys.HasBelow($"{path}.{part}.in_layers"));
            if (!enlarges && i + 1 < count)
                continue;
            levels.Add(new Level(keys.Size($"{path}.0.in_layers.2.weight", 0), i - start, keys.HasBelow($"output_blocks.{start}.1.patch_embed"), start));
            start = i + 1;
        }
        levels.Reverse();
        if (levels.Any(l => l.ResBlocks < 1))
            throw new FormatException("'output_blocks' has a level without residual blocks");
        return levels;
    }

    // Window of every level (0 without attention); the middle belongs to the last level.
    private static (int[] Windows, int Heads) Windows(KeyShapes keys, List<Level> levels)
    {
        const string middle = "middle_block.1";
        var windows = levels.Select((l, level) =>
            level == levels.Count - 1 ? Window(middle) : l.Attends ? Window($"output_blocks.{l.FirstOutput}.1") : 0).ToArray();
        return (windows, keys.Size($"{middle}.blocks.0.attn.relative_position_bias_table", 1));

        int Window(string layer)
        {
            var rows = keys.Size($"{layer}.blocks.0.attn.relative_position_bias_table", 0);
            var window = ((int)Math.Round(Math.Sqrt(rows)) + 1) / 2;
            if ((2 * window - 1) * (2 * window - 1) != rows)
                throw new FormatException($"'{layer}.blocks.0.attn.relative_position_bias_table' has {rows} rows, not (2w - 1)²");
            return window;
        }
    }

    // Told by a stored mask of shifted windows, or by a window that the nominal map made smaller.
    private static int? ImageSize(KeyShapes keys, List<Level> levels, int[] windows, int largest)
    {
        for (var level = 0; level < levels.Count; level++)
        {
            if (keys.Find($"output_blocks.{levels[level].FirstOutput}.1.blocks.1.attn_mask") is [var count, _, _])
                return (int)Math.Round(Math.Sqrt(count)) * windows[level] << level;
            if (windows[level] > 0 && windows[level] < largest)
                return windows[level] << level;
        }
        return null;
    }

    private sealed record Level(int Channels, int ResBlocks, bool Attends, int FirstOutput);
}
