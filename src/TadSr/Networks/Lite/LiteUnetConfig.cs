using System.Text.Json.Serialization;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;

namespace TadSr.Networks.Lite;

/// <summary>Sizes of a <see cref="LiteUnet"/>.</summary>
public sealed record LiteUnetConfig : NetworkConfig
{
    /// <summary>Channels of the latent; 48 with the pixel-unshuffle codec.</summary>
    [JsonPropertyName("in_channels"), Limits(Min = 1)]
    public int LatentChannels { get; init; } = 48;

    /// <summary>Channels of the finest level, a multiple of 32, because the discriminator's heads normalise in 32 groups.</summary>
    [Limits(Min = 32)]
    public int ModelChannels { get; init; } = 64;

    /// <summary>Channels of every level as multiples of <see cref="ModelChannels"/>, the finest first.</summary>
    [Limits(Min = 1, MinCount = 1)]
    public IReadOnlyList<int> ChannelMult { get; init; } = [1, 2];

    /// <summary>Residual blocks of a level on the way down.</summary>
    [Limits(Min = 1)]
    public int DownBlocks { get; init; } = 2;

    /// <summary>Residual blocks between the two ways.</summary>
    [Limits(Min = 1)]
    public int MiddleBlocks { get; init; } = 2;

    /// <summary>Residual blocks of a level on the way up.</summary>
    [Limits(Min = 1)]
    public int UpBlocks { get; init; } = 3;

    /// <summary>Size of the time embedding.</summary>
    [Limits(Min = 2)]
    public int EmbedDim { get; init; } = 128;

    /// <summary>Whether the bicubic enlargement of the condition is added to the output; the latent must then be the
    /// pixel-unshuffled picture (3 f² channels). It follows from the codec.</summary>
    [JsonIgnore]
    public bool ConditionSkip { get; init; } = true;

    /// <summary>Channels of every level, the finest first.</summary>
    internal IReadOnlyList<int> Channels => [.. ChannelMult.Select(m => m * ModelChannels)];
}
