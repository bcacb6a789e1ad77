using TadSr.Networks.Lite;

namespace TadSr.Models;

/// <summary>A <see cref="LiteUnet"/>.</summary>
/// <param name="Config">Its sizes.</param>
public sealed record RecognisedLiteUnet(LiteUnetConfig Config) : RecognisedNetwork(nameof(LiteUnet))
{
    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family}, {Config.LatentChannels} latent channels, [{string.Join(", ", Config.Channels)}] channels, "
        + $"{Config.DownBlocks} down, {Config.MiddleBlocks} middle and {Config.UpBlocks} up blocks{(Config.ConditionSkip ? ", bicubic skip" : "")}";
}
