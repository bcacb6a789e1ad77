using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Lite;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Cli.Tests;

/// <summary>A weight file of a very small lite model with random parameters; it changes pictures visibly but not beyond recognition.</summary>
internal static class TinyModelFile
{
    /// <summary>Writes the file.</summary>
    /// <returns>Its path.</returns>
    public static string WriteTo(string folder)
    {
        Backend.Load();
        var path = Path.Combine(folder, "tiny.safetensors");
        using var network = new LiteUnet(new LiteUnetConfig { ModelChannels = 32, ChannelMult = [1, 1], DownBlocks = 1, MiddleBlocks = 1, UpBlocks = 1, EmbedDim = 32 });
        Initialization.Reset(network, 1);
        using (var generator = new Generator(2))
        using (no_grad())
        {
            foreach (var (name, parameter) in network.named_parameters())
            {
                if (name.Contains("conv2", StringComparison.Ordinal) || name.StartsWith("output.", StringComparison.Ordinal) || name.StartsWith("input_z.", StringComparison.Ordinal))
                    parameter.uniform_(-0.01, 0.01, generator);
            }
        }
        var description = new ModelDescription
        {
            Codec = CodecKind.PixelUnshuffle,
            Revision = LiteUnet.Revision,
            Diffusion = new DiffusionConfig { Steps = 4, Kappa = 1, MinNoiseLevel = 0.1 },
        };
        SafetensorsWriter.Write(path, StateDict.Of(network), new Dictionary<string, string> { [ModelDescription.MetadataKey] = description.ToJson() });
        return path;
    }
}
