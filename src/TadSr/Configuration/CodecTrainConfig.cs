using System.Text.Json.Serialization;
using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>The training of a codec (VQGAN, the usual vq-f4 recipe): sizes of the network and weights of its losses.</summary>
public sealed record CodecTrainConfig
{
    /// <summary>Channels of the first level, a multiple of 32.</summary>
    [Limits(Min = 32)]
    [JsonPropertyName("ch")]
    public int Channels { get; init; } = 128;

    /// <summary>Channels of each level in units of <see cref="Channels"/>; every level but the last halves the picture.</summary>
    [Limits(Min = 1, MinCount = 1)]
    [JsonPropertyName("ch_mult")]
    public IReadOnlyList<int> ChannelMult { get; init; } = [1, 2, 4];

    /// <summary>Residual blocks of each level.</summary>
    [Limits(Min = 1)]
    public IReadOnlyList<int> NumResBlocks { get; init; } = [2, 2, 2];

    /// <summary>Number of codes.</summary>
    [Limits(Min = 2)]
    [JsonPropertyName("n_embed")]
    public int Codes { get; init; } = 8192;

    /// <summary>Channels of the latent.</summary>
    [Limits(Min = 1)]
    public int EmbedDim { get; init; } = 3;

    /// <summary>The perceptual term beside the mean absolute error.</summary>
    public PerceptualConfig Perceptual { get; init; } = new() { Weight = 1, Augment = false };

    /// <summary>Weight of the codebook and commitment terms.</summary>
    [Limits(Min = 0)]
    public double CodebookWeight { get; init; } = 1;

    /// <summary>Weight of the adversarial term after its gradient was made as large as that of the reconstruction.</summary>
    [Limits(Min = 0)]
    public double DiscWeight { get; init; } = 0.75;

    /// <summary>Steps without discriminator.</summary>
    [Limits(Min = 0)]
    public int DiscStart { get; init; }

    /// <summary>Channels of the discriminator's first layer.</summary>
    [Limits(Min = 1)]
    public int DiscChannels { get; init; } = 64;

    /// <summary>Layers of the discriminator that halve the map.</summary>
    [Limits(Min = 1, Max = 5)]
    public int DiscLayers { get; init; } = 3;

    internal void Validate(SourceLocation location)
    {
        if (NumResBlocks.Count != ChannelMult.Count)
            throw new TadSrException($"{location}: num_res_blocks has {NumResBlocks.Count} entries and ch_mult {ChannelMult.Count}; give one per level.", ErrorKind.Usage);
        if (Perceptual is { Net: PerceptualNet.R18, Weight: > 0 })
            throw new TadSrException($"{location}: perceptual.net is r18; a codec is trained with squeeze, alex or vgg.", ErrorKind.Usage);
    }
}
