using System.Globalization;
using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Cli.Benchmark;

/// <summary>What a model costs, from the names and shapes of its file alone.</summary>
/// <param name="HasSteps">Whether it is a diffusion network.</param>
/// <param name="Parameters">Millions of parameters, those of the codec after a plus sign.</param>
/// <param name="GigaFlopsPerStep">The network's operations for an input of 64 x 64.</param>
/// <param name="GigaFlopsOnce">Those of the codec.</param>
internal sealed record ModelCost(bool HasSteps, string Parameters, double GigaFlopsPerStep, double GigaFlopsOnce)
{
    private const int Side = 64;
    private static readonly string[] extensions = [".safetensors", ".pth", ".ckpt"];

    /// <summary>Looks at a model.</summary>
    /// <exception cref="TadSrException">Its file is missing or is no model that enlarges.</exception>
    public static ModelCost Of(ModelWeights files)
    {
        using var checkpoint = CheckpointFile.Open(files.Path);
        var network = NetworkFamilies.Recognise(checkpoint);
        var plan = network.Plan();
        var codec = files.Codec ?? (network as DenoiserDescription)?.PublishedCodecs
            .SelectMany(name => extensions.Select(end => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(files.Path))!, name + end))).FirstOrDefault(File.Exists);
        if (network is not DenoiserDescription denoiser || codec is null)
            return new ModelCost(network is DenoiserDescription, Millions(plan.Parameters), plan.Flops(Side, Side) / 1e9, 0);
        using var other = CheckpointFile.Open(codec);
        var coder = NetworkFamilies.Recognise(other).Plan();
        var scale = (ModelDescription.From(checkpoint.Metadata, files.Path) ?? denoiser.PublishedModel(files.Path)?.Description)?.Diffusion.Scale ?? new DiffusionConfig().Scale;
        return new ModelCost(true, $"{Millions(plan.Parameters)} + {Millions(coder.Parameters)}", plan.Flops(Side, Side) / 1e9, coder.Flops(Side * scale, Side * scale) / 1e9);
    }

    private static string Millions(long parameters) => (parameters / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
}
