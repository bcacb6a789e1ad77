using TadSr.Codecs;
using TadSr.Networks;

namespace TadSr.Models;

/// <summary>Whether a diffusion network, a codec and a scale belong together.</summary>
/// <param name="LatentChannels">Latent channels of the network.</param>
/// <param name="CodecChannels">Latent channels of the codec.</param>
/// <param name="ConditionRatio">Sides of the network's condition in sides of the latent.</param>
/// <param name="NeededFactor">The factor that a codec needs for this network and scale.</param>
/// <param name="CodecFactor">The codec's factor.</param>
internal readonly record struct CodecFit(int LatentChannels, int CodecChannels, int ConditionRatio, int NeededFactor, int CodecFactor)
{
    /// <summary>Compares the three.</summary>
    public static CodecFit Of(DenoiserDescription network, ILatentCodec codec, int scale) =>
        new(network.LatentChannels, codec.Channels, network.ConditionRatio, scale * network.ConditionRatio, codec.Factor);

    /// <summary>Whether codec and network have the same latents.</summary>
    public bool HasSameChannels => LatentChannels == CodecChannels;

    /// <summary>Whether the condition, scaled up, is as large as what the codec decodes.</summary>
    public bool HasFittingFactor => NeededFactor == CodecFactor;
}
