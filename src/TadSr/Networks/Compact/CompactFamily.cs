using TadSr.Configuration;

namespace TadSr.Networks.Compact;

/// <summary>Real-ESRGAN's small network as a diffusion network (<see cref="CompactDenoiser"/>).</summary>
internal sealed class CompactFamily : NetworkFamily
{
    /// <inheritdoc/>
    public override string Name => nameof(CompactDenoiser);

    /// <inheritdoc/>
    public override NetworkDescription Published => new CompactDescription(new CompactConfig());

    /// <inheritdoc/>
    internal override (string Type, NetworkConfig Defaults)? Training => ("compact", new CompactConfig());

    /// <inheritdoc/>
    internal override DenoiserDescription Describe(NetworkConfig config, CodecKind codec) => new CompactDescription((CompactConfig)config);

    /// <inheritdoc/>
    public override bool Matches(KeyShapes keys) => keys.Has("input_z.weight") && keys.Has("time_scale") && keys.Has("body.0.weight");

    /// <inheritdoc/>
    public override NetworkDescription Read(KeyShapes keys)
    {
        var last = keys.Count("body") - 1;
        if (last < 10 || last % 2 != 0)
            throw new FormatException($"'body' has {last + 1} parts, not an odd number from 11");
        return new CompactDescription(new CompactConfig
        {
            LatentChannels = keys.Size("input_z.weight", 1),
            Features = keys.Size("body.0.weight", 0),
            Convolutions = (last - 2) / 2,
            Steps = keys.Size("time_scale", 0),
        });
    }
}
