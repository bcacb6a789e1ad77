using System.Globalization;

namespace TadSr.Networks.Rrdb;

/// <summary>The generators of ESRGAN, RealSR, BSRGAN, Real-ESRGAN and LDL (<see cref="RrdbNet"/>) under their three key layouts.</summary>
internal sealed class RrdbFamily : NetworkFamily
{
    /// <summary>The name that the publications use.</summary>
    internal const string FamilyName = "RRDBNet";

    // x32; published are x1 to x4, community files go to x8.
    private const int MostUpsamplers = 5;

    /// <inheritdoc/>
    public override string Name => FamilyName;

    /// <inheritdoc/>
    public override NetworkDescription Published => new RrdbDescription(new RrdbConfig());

    /// <inheritdoc/>
    public override bool Matches(KeyShapes keys) => LayoutOf(keys) is not null || PlusKey(keys) is not null;

    /// <inheritdoc/>
    public override NetworkDescription Read(KeyShapes keys)
    {
        if (PlusKey(keys) is { } plus)
            throw new FormatException($"'{plus}' belongs to ESRGAN+, whose blocks are others; use a file of ESRGAN, BSRGAN or Real-ESRGAN");
        var layout = LayoutOf(keys) ?? throw new FormatException("its first block is missing");
        var config = new RrdbConfig { Layout = layout, Upsamplers = Upsamplers(keys, layout) };
        config = config with
        {
            Blocks = layout switch
            {
                RrdbLayout.BasicSr => keys.Count("body"),
                RrdbLayout.Trunk => keys.Count("RRDB_trunk"),
                _ => keys.Count("model.1.sub") - 1,   // the last one is the convolution behind the blocks
            },
            Features = keys.Size($"{config.First}.weight", 0),
            Growth = keys.Size($"{config.Dense(0, 1, 1)}.weight", 0),
        };
        var (total, outChannels) = (keys.Size($"{config.First}.weight", 1), keys.Size($"{config.Last}.weight", 0));
        var unshuffle = total == 4 * outChannels ? 2 : total == 16 * outChannels ? 4 : 1;
        if (config.Upsamplers > MostUpsamplers)
            throw new FormatException($"it has {config.Upsamplers} doublings; {MostUpsamplers} are the most that make sense");
        if (config.Blocks < 1)
            throw new FormatException("it has no block");
        if (1 << config.Upsamplers < unshuffle)
            throw new FormatException($"it has {config.Upsamplers} doubling(s) behind an unshuffle of {unshuffle}, which would reduce the picture");
        return new RrdbDescription(config with { InChannels = total / (unshuffle * unshuffle), OutChannels = outChannels, Unshuffle = unshuffle });
    }

    private static RrdbLayout? LayoutOf(KeyShapes keys) =>
        keys.Has("model.0.weight") && keys.Has("model.1.sub.0.RDB1.conv1.0.weight") ? RrdbLayout.Old
        : keys.Has("conv_first.weight") && keys.Has("RRDB_trunk.0.RDB1.conv1.weight") && keys.Has("trunk_conv.weight") ? RrdbLayout.Trunk
        : keys.Has("conv_first.weight") && keys.Has("body.0.rdb1.conv1.weight") && keys.Has("conv_body.weight") ? RrdbLayout.BasicSr
        : null;

    private static string? PlusKey(KeyShapes keys) =>
        keys.Names.FirstOrDefault(name => name.Contains(".conv1x1.", StringComparison.Ordinal) && name.Contains("RDB", StringComparison.OrdinalIgnoreCase));

    private static int Upsamplers(KeyShapes keys, RrdbLayout layout)
    {
        if (layout != RrdbLayout.Old)
            return Enumerable.Range(0, 1000).First(i => !keys.Has($"{new RrdbConfig { Layout = layout }.Up(i)}.weight"));
        // A file of three parts for each doubling: 5 without, 8, 11, 14. One doubling and one tripling have the same keys.
        var length = 1 + keys.Names.Select(name => name.Split('.')).Where(parts => parts is ["model", _, ..])
            .Max(parts => int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0);
        return length >= 5 && (length - 5) % 3 == 0
            ? (length - 5) / 3
            : throw new FormatException($"its parts are numbered to {length - 1}, which fits no number of doublings");
    }
}
