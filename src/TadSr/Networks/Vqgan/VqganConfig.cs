using TadSr.Runtime;

namespace TadSr.Networks.Vqgan;

/// <summary>Sizes of a <see cref="Vqgan"/>; the defaults are those of the published f4 codec.</summary>
internal sealed record VqganConfig
{
    /// <summary>Channels of the pictures.</summary>
    public int ImageChannels { get; init; } = 3;

    /// <summary>Channels of the latent and of a code.</summary>
    public int EmbedDim { get; init; } = 3;

    /// <summary>Number of codes.</summary>
    public int Codes { get; init; } = 8192;

    /// <summary>Channels between the encoder and the latent.</summary>
    public int ZChannels { get; init; } = 3;

    /// <summary>Channels of the first level, a multiple of 32.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Channels of each level as multiples of <see cref="Channels"/>; every level but the last halves the picture.</summary>
    public IReadOnlyList<int> ChannelMult { get; init; } = [1, 2, 4];

    /// <summary>Residual blocks of each level of the encoder; the decoder has one more.</summary>
    public IReadOnlyList<int> ResBlocks { get; init; } = [2, 2, 2];

    /// <summary>Levels with an attention block after every residual block. The middle always has one.</summary>
    public IReadOnlyList<int> AttentionLevels { get; init; } = [];

    /// <summary>The published codec of factor 4: 55,322,782 parameters.</summary>
    public static VqganConfig F4 { get; } = new();

    /// <summary>The published codec of factor 8 for faces: 77,009,115 parameters.</summary>
    public static VqganConfig F8Face { get; } = new()
    {
        EmbedDim = 8,
        ZChannels = 8,
        Codes = 4096,
        Channels = 64,
        ChannelMult = [1, 2, 4, 8],
        ResBlocks = [1, 2, 3, 4],
    };

    /// <summary>Pixels for one latent position in each direction.</summary>
    public int Factor => 1 << (ChannelMult.Count - 1);

    internal int Width(int level) => Channels * ChannelMult[level];

    internal void Validate()
    {
        if (Channels <= 0 || Channels % 32 != 0)
            throw new TadSrException($"Vqgan: ch is {Channels}; give a multiple of 32.", ErrorKind.Usage);
        if (ChannelMult.Count == 0 || ChannelMult.Any(m => m <= 0) || ResBlocks.Count != ChannelMult.Count || ResBlocks.Any(n => n <= 0))
            throw new TadSrException("Vqgan: ch_mult and num_res_blocks need one positive number for each level.", ErrorKind.Usage);
        if (ImageChannels <= 0 || EmbedDim <= 0 || ZChannels <= 0 || Codes <= 0)
            throw new TadSrException("Vqgan: embed_dim, z_channels and n_embed must be positive.", ErrorKind.Usage);
    }
}
