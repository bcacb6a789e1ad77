using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;

namespace TadSr.Models;

/// <summary>Builds networks from configurations.</summary>
public static class NetworkFactory
{
    /// <summary>Builds a diffusion network with zero parameters; load or initialise them.</summary>
    /// <param name="config">Its family and sizes.</param>
    /// <param name="codec">The codec whose latents it will see.</param>
    public static DiffusionNetwork Build(ModelConfig config, CodecKind codec) => config.Type switch
    {
        NetworkKind.Lite => new LiteUnet(new LiteUnetConfig
        {
            LatentChannels = config.InChannels,
            Channels = [.. config.ChannelMult.Select(m => m * config.ModelChannels)],
            DownBlocks = config.DownBlocks,
            MiddleBlocks = config.MiddleBlocks,
            UpBlocks = config.UpBlocks,
            EmbedDim = config.EmbedDim,
            ConditionSkip = codec == CodecKind.PixelUnshuffle,
        }),
        NetworkKind.Swin => new SwinUnet(new SwinUnetConfig
        {
            ImageSize = config.ImageSize,
            LqSize = config.LqSize,
            InChannels = config.InChannels,
            OutChannels = config.InChannels,
            ConditionMask = config.CondMask,
            ModelChannels = config.ModelChannels,
            ChannelMult = config.ChannelMult,
            ResBlocks = config.NumResBlocks,
            AttentionResolutions = config.AttentionResolutions,
            SwinDepth = config.SwinDepth,
            SwinEmbedDim = config.SwinEmbedDim,
            SwinHeads = config.SwinEmbedDim / config.NumHeadChannels,
            WindowSize = config.WindowSize,
            MlpRatio = config.MlpRatio,
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Type, "unknown network"),
    };
}
