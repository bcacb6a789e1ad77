using TadSr.Networks.Vqgan;

namespace TadSr.Models;

/// <summary>A <see cref="Vqgan"/>.</summary>
/// <param name="Config">Its sizes.</param>
public sealed record RecognisedVqgan(VqganConfig Config) : RecognisedNetwork(nameof(Vqgan))
{
    /// <inheritdoc/>
    public override string Describe() =>
        $"{Family} f{Config.Factor}, {Config.EmbedDim} latent channels, {Config.Codes} codes, {Config.Channels} x [{string.Join(", ", Config.ChannelMult)}] channels, "
        + $"[{string.Join(", ", Config.ResBlocks)}] blocks";
}
