using TadSr.Checkpoints;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Inference;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Lite;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

/// <summary>A small lite model with random parameters, whose last layers are not zero: its output depends on everything.</summary>
internal static class TinyModel
{
    private static readonly DiffusionConfig Diffusion = new() { Steps = 4, Kappa = 1, MinNoiseLevel = 0.1 };

    public static EtaSchedule Schedule { get; } = new(Diffusion);

    public static SuperResolver Resolver(SuperResolverOptions? options = null, TestModel? model = null)
    {
        Backend.Load();
        options ??= new SuperResolverOptions { Precision = Precision.Fp32 };
        return new SuperResolver((model ?? Create()).Ready(options), options);
    }

    public static TestModel Create(ulong seed = 1)
    {
        var network = CreateNetwork(seed);
        return Wrap(type => new NetworkDenoiser(network, new InputScaling(Schedule), type), network, network.SizeMultiple);
    }

    /// <summary>Writes the model as a file.</summary>
    /// <returns>Its path.</returns>
    public static string WriteTo(string folder)
    {
        var path = Path.Combine(folder, "tiny.safetensors");
        using var network = CreateNetwork(1);
        var description = new ModelDescription { Codec = CodecKind.PixelUnshuffle, Diffusion = Diffusion, Revision = LiteUnet.Revision };
        SafetensorsWriter.Write(path, StateDict.Of(network), new Dictionary<string, string> { [ModelDescription.MetadataKey] = description.ToJson() });
        return path;
    }

    private static LiteUnet CreateNetwork(ulong seed)
    {
        Backend.Load();
        var network = new LiteUnet(new LiteUnetConfig { ModelChannels = 32, ChannelMult = [1, 1], DownBlocks = 1, MiddleBlocks = 1, UpBlocks = 1, EmbedDim = 32 });
        Initialization.Reset(network, seed);
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(seed + 1);
            foreach (var (name, parameter) in network.named_parameters())
            {
                // The last layer adds a few levels to the enlargement, as a trained one does: what lies beyond a tile must not rule.
                if (name.StartsWith("output.", StringComparison.Ordinal))
                    parameter.uniform_(-0.005, 0.005, generator);
                else if (name.Contains("conv2", StringComparison.Ordinal) || name.StartsWith("input_z.", StringComparison.Ordinal))
                    parameter.uniform_(-0.05, 0.05, generator);
            }
        }
        network.eval();
        return network;
    }

    public static TestModel Wrap(Func<ScalarType, IDenoiser> denoiser, IDisposable? owner = null, int sizeMultiple = 2) => new(denoiser, owner, sizeMultiple);

    /// <summary>The parts of a model before options decide on steps and precision.</summary>
    public sealed class TestModel(Func<ScalarType, IDenoiser> denoiser, IDisposable? owner, int sizeMultiple) : IDisposable
    {
        public DiffusionUpscaler Ready(SuperResolverOptions options) => new(
            denoiser, new PixelUnshuffleCodec(), Schedule, sizeMultiple, new UpscalerTraits { Scale = 4, Steps = options.Steps }, ComputeType.Of(options.Precision, CPU), CPU, owner, kind: options.Sampler);

        public void Dispose() => owner?.Dispose();
    }
}
