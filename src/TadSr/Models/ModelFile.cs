using TadSr.Checkpoints;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>Loads models from weight files: recognises the network by its keys, builds it in its size and fills it.</summary>
public static class ModelFile
{
    private static readonly string[] extensions = [".safetensors", ".pth", ".ckpt"];

    /// <summary>Loads a student or teacher with its codec, ready for inference on the CPU.</summary>
    /// <param name="path">A safetensors or PyTorch file.</param>
    /// <param name="options">What the user says beside it.</param>
    /// <exception cref="TadSrException">The file or the codec's is missing, broken or of another kind; one line says what
    /// (<see cref="ExitCode.BadFile"/>).</exception>
    public static Model Load(string path, ModelOptions? options = null)
    {
        options ??= new ModelOptions();
        Backend.Load();
        using var file = CheckpointFile.Open(path);
        var recognised = Recogniser.Recognise(file);
        if (recognised is RecognisedVqgan)
            throw new TadSrException($"{path}: this is a codec (VQGAN), not a model; give a student or teacher, and this file as --codec.", ExitCode.BadFile);
        var description = Describe(file, recognised, options);
        if (recognised is RecognisedSwinUnet swin && !swin.NominalSizeIsKnown && description.ImageSize is { } side)
            recognised = swin.WithImageSize(side);
        var network = Fill(file, recognised);
        try
        {
            var codec = LoadCodec(path, network, description, options);
            CheckFit(path, recognised, network, codec, description);
            return new Model(path, network, codec, description);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Loads a diffusion network alone, with its weights in float32.</summary>
    /// <exception cref="TadSrException">As for <see cref="Load"/>.</exception>
    public static DiffusionNetwork LoadNetwork(string path)
    {
        Backend.Load();
        using var file = CheckpointFile.Open(path);
        var recognised = Recogniser.Recognise(file);
        if (recognised is RecognisedVqgan)
            throw new TadSrException($"{path}: this is a codec (VQGAN), not a diffusion network.", ExitCode.BadFile);
        var description = ModelDescription.From(file.Metadata, path);
        if (recognised is RecognisedLiteUnet)
            ModelDescription.RequireRevision(description, path);
        if (recognised is RecognisedSwinUnet swin && !swin.NominalSizeIsKnown && description?.ImageSize is { } side)
            recognised = swin.WithImageSize(side);
        return Fill(file, recognised);
    }

    /// <summary>Loads a VQGAN.</summary>
    /// <exception cref="TadSrException">The file is missing, broken or of another kind.</exception>
    public static VqganCodec LoadCodec(string path)
    {
        Backend.Load();
        using var file = CheckpointFile.Open(path);
        if (Recogniser.Recognise(file) is not RecognisedVqgan vqgan)
            throw new TadSrException($"{path}: this is no codec but a {Recogniser.Describe(file)}; give a VQGAN.", ExitCode.BadFile);
        var network = new Vqgan(vqgan.Config);
        Fill(network, file, vqgan.Family);
        return new VqganCodec(network);
    }

    private static ModelDescription Describe(ICheckpoint file, RecognisedNetwork recognised, ModelOptions options)
    {
        var description = ModelDescription.From(file.Metadata, file.Path);
        if (description is null && recognised is RecognisedSwinUnet swin)
            description = PublishedDefaults.For(swin, file.Path);
        if (description is null)
        {
            throw new TadSrException(
                $"{file.Path}: a {recognised.Family} without the metadata entry '{ModelDescription.MetadataKey}', which names its diffusion schedule; use the file that training wrote.", ExitCode.BadFile);
        }
        if (recognised is RecognisedLiteUnet)
            ModelDescription.RequireRevision(description, file.Path);
        return options.Diffusion is { } diffusion ? description with { Diffusion = diffusion } : description;
    }

    private static DiffusionNetwork Fill(ICheckpoint file, RecognisedNetwork recognised)
    {
        DiffusionNetwork network = recognised switch
        {
            RecognisedSwinUnet swin => new SwinUnet(swin.Config),
            RecognisedLiteUnet lite => new LiteUnet(lite.Config),
            _ => throw new ArgumentOutOfRangeException(nameof(recognised), recognised, "no diffusion network"),
        };
        Fill(network, file, recognised.Family);
        return network;
    }

    private static void Fill(nn.Module network, ICheckpoint file, string family)
    {
        try
        {
            StateDict.Load(network, file).ThrowIfIncomplete(file.Path, family);
        }
        catch
        {
            network.Dispose();
            throw;
        }
        foreach (var parameter in network.parameters())
            parameter.requires_grad_(false);
        network.eval();
    }

    private static ILatentCodec LoadCodec(string path, DiffusionNetwork network, ModelDescription description, ModelOptions options)
    {
        if (description.Codec == CodecKind.PixelUnshuffle)
            return new PixelUnshuffleCodec((int)Math.Round(Math.Sqrt(network.LatentChannels / 3.0)));
        if (options.Codec is { } named)
            return LoadCodec(named);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var names = PublishedDefaults.CodecNames(network.LatentChannels);
        var found = names.SelectMany(name => extensions.Select(end => Path.Combine(folder, name + end))).FirstOrDefault(File.Exists);
        return found is not null
            ? LoadCodec(found)
            : throw new TadSrException($"{path}: this model works in the latents of a VQGAN, whose weights lie in a file of their own; give it as --codec, or put {names[0]}.pth beside the model.", ExitCode.BadFile);
    }

    private static void CheckFit(string path, RecognisedNetwork recognised, DiffusionNetwork network, ILatentCodec codec, ModelDescription description)
    {
        if (codec.Channels != network.LatentChannels)
            throw new TadSrException($"{path}: the model has {network.LatentChannels} latent channels and the codec {codec.Channels}; give the codec that it was trained with.", ExitCode.BadFile);
        var ratio = recognised is RecognisedSwinUnet swin ? swin.Config.LqSize / swin.Config.ImageSize : 1;
        if (description.Diffusion.Scale * ratio != codec.Factor)
        {
            throw new TadSrException(
                $"{path}: a scale of {description.Diffusion.Scale} and a condition {ratio} times as large as the latent need a codec of factor {description.Diffusion.Scale * ratio}, this one has {codec.Factor}.", ExitCode.BadFile);
        }
    }
}
