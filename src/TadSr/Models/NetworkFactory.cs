using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;

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
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Type, "unknown network"),
    };
}
