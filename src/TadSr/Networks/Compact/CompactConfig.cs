using System.Text.Json.Serialization;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;

namespace TadSr.Networks.Compact;

/// <summary>Sizes of a <see cref="CompactDenoiser"/>; the defaults are those of realesr-general-x4v3, with a schedule of four steps.</summary>
public sealed record CompactConfig : NetworkConfig
{
    /// <summary>Channels of the latent, 3 f² for pictures whose f x f blocks became channels; the network enlarges by f.</summary>
    [JsonPropertyName("in_channels"), Limits(Min = 12)]
    public int LatentChannels { get; init; } = 48;

    /// <summary>Channels between the convolutions, a multiple of 32, because the discriminator's heads normalise in 32 groups.</summary>
    [Limits(Min = 32)]
    public int Features { get; init; } = 64;

    /// <summary>Convolutions between the first and the last.</summary>
    [Limits(Min = 4)]
    public int Convolutions { get; init; } = 32;

    /// <summary>Steps T of the schedule: every t has a scale and a shift of its own.</summary>
    [Limits(Min = 2)]
    public int Steps { get; init; } = 4;
}
