using TadSr.Networks.Swin;

namespace TadSr.Models;

/// <summary>A <see cref="SwinUnet"/>.</summary>
/// <param name="Config">Its sizes.</param>
/// <param name="NominalSizeIsKnown">Whether the keys tell <see cref="SwinUnetConfig.ImageSize"/>; else it is assumed to be 64.</param>
public sealed record RecognisedSwinUnet(SwinUnetConfig Config, bool NominalSizeIsKnown) : RecognisedNetwork(nameof(SwinUnet))
{
    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family}, {Config.InChannels} latent channels, {Config.ModelChannels} x [{string.Join(", ", Config.ChannelMult)}] channels, "
        + $"[{string.Join(", ", Config.ResBlocks)}] blocks, condition at {Config.LqSize} for latents of {Config.ImageSize}{(NominalSizeIsKnown ? "" : " (assumed)")}"
        + $"{(Config.ConditionMask ? ", with mask" : "")}, window {Config.WindowSize}, depth {Config.SwinDepth}";

    /// <summary>The same network with another nominal size of the latent; the ratio to the condition and the attended levels stay.</summary>
    internal RecognisedSwinUnet WithImageSize(int side) => new(
        Config with
        {
            ImageSize = side,
            LqSize = Config.LqSize / Config.ImageSize * side,
            AttentionResolutions = [.. Enumerable.Range(0, Config.ChannelMult.Count).Where(Config.Attends).Select(level => side >> level)],
        },
        NominalSizeIsKnown: true);
}
