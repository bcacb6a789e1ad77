using TadSr.Configuration;

namespace TadSr.Networks.Lite;

/// <summary>The small U-Nets of this project (<see cref="LiteUnet"/>).</summary>
internal sealed class LiteFamily : NetworkFamily
{
    /// <inheritdoc/>
    public override string Name => nameof(LiteUnet);

    /// <inheritdoc/>
    public override NetworkDescription Published => new LiteUnetDescription(new LiteUnetConfig());

    /// <inheritdoc/>
    internal override (string Type, NetworkConfig Defaults)? Training => ("lite", new LiteUnetConfig());

    /// <inheritdoc/>
    internal override DenoiserDescription Describe(NetworkConfig config, CodecKind codec) =>
        new LiteUnetDescription((LiteUnetConfig)config with { ConditionSkip = codec == CodecKind.PixelUnshuffle });

    /// <inheritdoc/>
    public override bool Matches(KeyShapes keys) => keys.Has("output.weight") && keys.HasBelow("down.0.0") && keys.HasBelow("middle.0");

    /// <inheritdoc/>
    public override NetworkDescription Read(KeyShapes keys) => new LiteUnetDescription(new LiteUnetConfig
    {
        LatentChannels = keys.Size("output.weight", 0),
        ModelChannels = Width(keys, 0),
        ChannelMult = [.. Enumerable.Range(0, keys.Count("down")).Select(level => Width(keys, level) / Width(keys, 0))],
        DownBlocks = keys.Count("down.0"),
        MiddleBlocks = keys.Count("middle"),
        UpBlocks = keys.Count("up.0"),
        EmbedDim = keys.Size("time_embed.0.weight", 0),
        ConditionSkip = keys.Has("condition_skip"),
    });

    private static int Width(KeyShapes keys, int level) => keys.Size($"down.{level}.0.conv1.weight", 0);
}
