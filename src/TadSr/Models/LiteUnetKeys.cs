using TadSr.Networks.Lite;

namespace TadSr.Models;

/// <summary>Reads the sizes of a <see cref="LiteUnet"/> off its keys.</summary>
internal static class LiteUnetKeys
{
    public static readonly string[] Parts = ["time_embed", "input_lq", "input_z", "gate_z", "down", "downsample", "middle", "up", "upsample", "output", "condition_skip"];

    public static bool Match(KeyShapes keys) => keys.Has("output.weight") && keys.HasBelow("down.0.0") && keys.HasBelow("middle.0");

    /// <exception cref="UnrecognisedException">Something that the sizes are read from is missing.</exception>
    public static RecognisedLiteUnet Read(KeyShapes keys) => new(new LiteUnetConfig
    {
        LatentChannels = keys.Size("output.weight", 0),
        Channels = [.. Enumerable.Range(0, keys.Count("down")).Select(level => keys.Size($"down.{level}.0.conv1.weight", 0))],
        DownBlocks = keys.Count("down.0"),
        MiddleBlocks = keys.Count("middle"),
        UpBlocks = keys.Count("up.0"),
        EmbedDim = keys.Size("time_embed.0.weight", 0),
        ConditionSkip = keys.Has("condition_skip"),
    });
}
