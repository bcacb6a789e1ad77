using TadSr.Runtime;

namespace TadSr.Networks.Vqgan;

/// <summary>The codecs of ResShift, SinSR and TAD-SR (<see cref="Vqgan"/>), by their published keys.</summary>
internal sealed class VqganFamily : NetworkFamily
{
    /// <inheritdoc/>
    public override string Name => nameof(Vqgan);

    /// <inheritdoc/>
    public override NetworkDescription Published => new VqganDescription(VqganConfig.F4);

    /// <inheritdoc/>
    public override bool Matches(KeyShapes keys) => keys.Has("encoder.conv_in.weight") && keys.Has("quantize.embedding.weight");

    /// <inheritdoc/>
    public override NetworkDescription Read(KeyShapes keys)
    {
        var channels = keys.Size("encoder.conv_in.weight", 0);
        int[] levels = [.. Enumerable.Range(0, keys.Count("encoder.down"))];
        if (levels.Length == 0)
            throw new FormatException("'encoder.down' is missing");
        var config = new VqganConfig
        {
            ImageChannels = keys.Size("encoder.conv_in.weight", 1),
            EmbedDim = keys.Size("quantize.embedding.weight", 1),
            Codes = keys.Size("quantize.embedding.weight", 0),
            ZChannels = keys.Size("encoder.conv_out.weight", 0),
            Channels = channels,
            ChannelMult = [.. levels.Select(level => keys.Size($"encoder.down.{level}.block.0.conv1.weight", 0) / channels)],
            ResBlocks = [.. levels.Select(level => keys.Count($"encoder.down.{level}.block"))],
            AttentionLevels = [.. levels.Where(level => keys.HasBelow($"encoder.down.{level}.attn"))],
        };
        try
        {
            config.Validate();
        }
        catch (TadSrException e)
        {
            throw new FormatException(e.Message.TrimEnd('.'));
        }
        return new VqganDescription(config);
    }
}
