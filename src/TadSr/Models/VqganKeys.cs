using TadSr.Networks.Vqgan;

namespace TadSr.Models;

/// <summary>Reads the sizes of a <see cref="Vqgan"/> off its keys.</summary>
internal static class VqganKeys
{
    public static readonly string[] Parts = ["encoder", "decoder", "quantize", "quant_conv", "post_quant_conv"];

    public static bool Match(KeyShapes keys) => keys.Has("encoder.conv_in.weight") && keys.Has("quantize.embedding.weight");

    /// <exception cref="UnrecognisedException">Something that the sizes are read from is missing.</exception>
    public static RecognisedVqgan Read(KeyShapes keys)
    {
        var channels = keys.Size("encoder.conv_in.weight", 0);
        int[] levels = [.. Enumerable.Range(0, keys.Count("encoder.down"))];
        return new RecognisedVqgan(new VqganConfig
        {
            ImageChannels = keys.Size("encoder.conv_in.weight", 1),
            EmbedDim = keys.Size("quantize.embedding.weight", 1),
            Codes = keys.Size("quantize.embedding.weight", 0),
            ZChannels = keys.Size("encoder.conv_out.weight", 0),
            Channels = channels,
            ChannelMult = [.. levels.Select(level => keys.Size($"encoder.down.{level}.block.0.conv1.weight", 0) / channels)],
            ResBlocks = [.. levels.Select(level => keys.Count($"encoder.down.{level}.block"))],
            AttentionLevels = [.. levels.Where(level => keys.HasBelow($"encoder.down.{level}.attn"))],
        });
    }
}
