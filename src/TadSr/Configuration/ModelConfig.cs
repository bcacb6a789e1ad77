using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>The diffusion network of a run. A student takes its teacher's and needs none.</summary>
public sealed record ModelConfig
{
    /// <summary>The family.</summary>
    public NetworkKind Type { get; init; } = NetworkKind.Swin;

    /// <summary>Swin: side of the latent for which levels are counted.</summary>
    [Limits(Min = 8)]
    public int ImageSize { get; init; } = 64;

    /// <summary>Latent channels: 3 (f4 codec), 8 (f8 face codec), 48 (pixel unshuffle).</summary>
    [Limits(Min = 1)]
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the first level.</summary>
    [Limits(Min = 32)]
    public int ModelChannels { get; init; } = 160;

    /// <summary>Channels of each level in units of <see cref="ModelChannels"/>.</summary>
    [Limits(Min = 1, MinCount = 1)]
    public IReadOnlyList<int> ChannelMult { get; init; } = [1, 2, 2, 4];

    /// <summary>Swin: residual blocks per level.</summary>
    [Limits(Min = 1)]
    public IReadOnlyList<int> NumResBlocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Swin: level resolutions with attention.</summary>
    public IReadOnlyList<int> AttentionResolutions { get; init; } = [64, 32, 16, 8];

    /// <summary>Swin: channels of an attention head.</summary>
    [Limits(Min = 1)]
    public int NumHeadChannels { get; init; } = 32;

    /// <summary>Swin: blocks of a Swin layer.</summary>
    [Limits(Min = 1)]
    public int SwinDepth { get; init; } = 2;

    /// <summary>Swin: width of a Swin layer.</summary>
    [Limits(Min = 1)]
    public int SwinEmbedDim { get; init; } = 192;

    /// <summary>Swin: side of a window.</summary>
    [Limits(Min = 1)]
    public int WindowSize { get; init; } = 8;

    /// <summary>Swin: width of the MLP in units of the layer's.</summary>
    [Limits(Min = 1)]
    public int MlpRatio { get; init; } = 4;

    /// <summary>Swin: side of the condition picture.</summary>
    [Limits(Min = 1)]
    public int LqSize { get; init; } = 64;

    /// <summary>Swin: whether a mask comes with the condition.</summary>
    public bool CondMask { get; init; }

    /// <summary>Lite: residual blocks per level on the way down.</summary>
    [Limits(Min = 1)]
    public int DownBlocks { get; init; } = 2;

    /// <summary>Lite: residual blocks in the middle.</summary>
    [Limits(Min = 1)]
    public int MiddleBlocks { get; init; } = 2;

    /// <summary>Lite: residual blocks per level on the way up.</summary>
    [Limits(Min = 1)]
    public int UpBlocks { get; init; } = 3;

    /// <summary>Lite: size of the time embedding.</summary>
    [Limits(Min = 2)]
    public int EmbedDim { get; init; } = 128;

    internal void Validate(SourceLocation location)
    {
        if (Type == NetworkKind.Swin && NumResBlocks.Count != ChannelMult.Count)
            throw new TadSrException($"{location}: num_res_blocks has {NumResBlocks.Count} entries and channel_mult {ChannelMult.Count}; give one per level.", ExitCode.Usage);
    }
}
