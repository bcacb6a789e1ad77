using System.Text.Json.Serialization;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Networks.Swin;

/// <summary>Sizes of a <see cref="SwinUnet"/>; the defaults are those of ResShift's and TAD-SR's real-world x4 networks.</summary>
public sealed record SwinUnetConfig : NetworkConfig
{
    private readonly int? outChannels;

    /// <summary>Nominal latent side. It decides which levels have attention and which of those shift their windows; the
    /// network runs at any size that <see cref="SwinUnet.SizeMultiple"/> divides.</summary>
    [Limits(Min = 8)]
    public int ImageSize { get; init; } = 64;

    /// <summary>Nominal side of the condition, a power-of-two multiple of <see cref="ImageSize"/>.</summary>
    [Limits(Min = 1)]
    public int LqSize { get; init; } = 64;

    /// <summary>Latent channels that go in.</summary>
    [Limits(Min = 1)]
    public int InChannels { get; init; } = 3;

    /// <summary>Latent channels that come out: those that go in, unless a file has others.</summary>
    [JsonIgnore]
    public int OutChannels { get => outChannels ?? InChannels; init => outChannels = value; }

    /// <summary>Whether the condition carries an inpainting mask as its fourth channel.</summary>
    [JsonPropertyName("cond_mask")]
    public bool ConditionMask { get; init; }

    /// <summary>Channels of the first level, a multiple of 32.</summary>
    [Limits(Min = 32)]
    public int ModelChannels { get; init; } = 160;

    /// <summary>Channels of each level as multiples of <see cref="ModelChannels"/>.</summary>
    [Limits(Min = 1, MinCount = 1)]
    public IReadOnlyList<int> ChannelMult { get; init; } = [1, 2, 2, 4];

    /// <summary>Residual blocks of each level on the way down; one more on the way up.</summary>
    [JsonPropertyName("num_res_blocks"), Limits(Min = 1)]
    public IReadOnlyList<int> ResBlocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Nominal sides of the levels that have a Swin layer after their first residual block.</summary>
    public IReadOnlyList<int> AttentionResolutions { get; init; } = [64, 32, 16, 8];

    /// <summary>Whether the time scales and shifts the second normalisation of a residual block, or is only added before it.</summary>
    [JsonIgnore]
    public bool ScaleShiftNorm { get; init; } = true;

    /// <summary>Whether residual blocks resample, instead of convolutions.</summary>
    [JsonIgnore]
    public bool ResBlockUpDown { get; init; }

    /// <summary>Blocks of a Swin layer; every second one shifts its windows.</summary>
    [Limits(Min = 1)]
    public int SwinDepth { get; init; } = 2;

    /// <summary>Channels inside a Swin layer, a multiple of 32.</summary>
    [Limits(Min = 1)]
    public int SwinEmbedDim { get; init; } = 192;

    /// <summary>Channels of a head of the window attention.</summary>
    [JsonPropertyName("num_head_channels"), Limits(Min = 1)]
    public int HeadChannels { get; init; } = 32;

    /// <summary>Side of a window.</summary>
    [Limits(Min = 1)]
    public int WindowSize { get; init; } = 8;

    /// <summary>Hidden channels of a Swin block as a multiple of <see cref="SwinEmbedDim"/>.</summary>
    [Limits(Min = 1)]
    public double MlpRatio { get; init; } = 4;

    /// <summary>x4 of real photographs and of bicubic reductions: 118,593,583 parameters.</summary>
    public static SwinUnetConfig RealSr { get; } = new();

    /// <summary>x2: 118,640,431 parameters.</summary>
    public static SwinUnetConfig X2 { get; } = new() { LqSize = 128 };

    /// <summary>Face restoration at 512: 118,931,604 parameters.</summary>
    public static SwinUnetConfig Faces { get; } = new() { InChannels = 8, LqSize = 512 };

    /// <summary>Inpainting at 256: 118,714,399 parameters.</summary>
    public static SwinUnetConfig Inpainting { get; } = new() { LqSize = 256, ConditionMask = true };

    /// <summary>Heads of the window attention.</summary>
    internal int SwinHeads => SwinEmbedDim / HeadChannels;

    /// <summary>Channels of the condition: 3, or 4 with a mask.</summary>
    internal int ConditionChannels => ConditionMask ? 4 : 3;

    /// <summary>Halvings between the condition and the latent.</summary>
    internal int ConditionStages => int.Log2(LqSize / ImageSize);

    internal int EmbedDim => 4 * ModelChannels;

    internal int Channels(int level) => ModelChannels * ChannelMult[level];

    internal int Resolution(int level) => ImageSize >> level;

    internal bool Attends(int level) => AttentionResolutions.Contains(Resolution(level));

    internal int Window(int level) => Math.Min(WindowSize, Resolution(level));

    internal void Validate(SourceLocation location)
    {
        if (ResBlocks.Count != ChannelMult.Count)
            throw new TadSrException($"{location}: num_res_blocks has {ResBlocks.Count} entries and channel_mult {ChannelMult.Count}; give one per level.", ErrorKind.Usage);
    }

    internal void Validate()
    {
        Require(ModelChannels > 0 && ModelChannels % 32 == 0, $"model_channels is {ModelChannels}; give a multiple of 32");
        Require(ChannelMult.Count > 0 && ChannelMult.All(m => m > 0), "channel_mult needs at least one level, all positive");
        Require(ResBlocks.Count == ChannelMult.Count && ResBlocks.All(n => n > 0), $"num_res_blocks needs {ChannelMult.Count} positive numbers, one for each level");
        Require(ImageSize > 0 && ImageSize % (1 << (ChannelMult.Count - 1)) == 0, $"image_size is {ImageSize}; {ChannelMult.Count} levels need a multiple of {1 << (ChannelMult.Count - 1)}");
        Require(LqSize >= ImageSize && LqSize % ImageSize == 0 && int.IsPow2(LqSize / ImageSize), $"lq_size is {LqSize}; it must be image_size ({ImageSize}) times a power of two");
        Require(SwinEmbedDim > 0 && SwinEmbedDim % 32 == 0 && HeadChannels > 0 && SwinEmbedDim % HeadChannels == 0, $"swin_embed_dim is {SwinEmbedDim}; give a multiple of 32 and of num_head_channels, which is {HeadChannels}");
        Require(WindowSize > 0 && SwinDepth > 0 && MlpRatio > 0 && InChannels > 0 && OutChannels > 0, "window_size, swin_depth, mlp_ratio and the channels must be positive");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new TadSrException($"SwinUnet: {message}.", ErrorKind.Usage);
    }
}
