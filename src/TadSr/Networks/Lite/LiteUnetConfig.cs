namespace TadSr.Networks.Lite;

/// <summary>Sizes of a <see cref="LiteUnet"/>.</summary>
public sealed record LiteUnetConfig
{
    /// <summary>Channels of the latent; 48 with the pixel-unshuffle codec.</summary>
    public int LatentChannels { get; init; } = 48;

    /// <summary>Channels of every level, the finest first; multiples of 32, because the discriminator's heads normalise in 32 groups.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [64, 128];

    /// <summary>Residual blocks of a level on the way down.</summary>
    public int DownBlocks { get; init; } = 2;

    /// <summary>Residual blocks between the two ways.</summary>
    public int MiddleBlocks { get; init; } = 2;

    /// <summary>Residual blocks of a level on the way up.</summary>
    public int UpBlocks { get; init; } = 3;

    /// <summary>Size of the time embedding.</summary>
    public int EmbedDim { get; init; } = 128;

    /// <summary>Whether the bicubic enlargement of the condition is added to the output; the latent must then be the
    /// pixel-unshuffled picture (3 f² channels).</summary>
    public bool ConditionSkip { get; init; } = true;
}
