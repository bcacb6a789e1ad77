using System.Globalization;
using System.Security.Cryptography;
using TadSr.Checkpoints;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Models;

/// <summary>Loads models from weight files: recognises the network by its keys, builds it in its size and fills it.</summary>
internal static class ModelFile
{
    private static readonly string[] extensions = [".safetensors", ".pth", ".ckpt"];

    /// <summary>Loads any model that enlarges pictures.</summary>
    /// <param name="path">A safetensors or PyTorch file.</param>
    /// <param name="options">What the user says beside it.</param>
    /// <exception cref="TadSrException">The device is absent; the file, the codec's or the one to mix with is missing, broken or of another kind; one line
    /// says what (<see cref="ErrorKind.BadFile"/>).</exception>
    public static IPictureUpscaler LoadUpscaler(string path, UpscalerOptions? options = null)
    {
        options ??= new UpscalerOptions();
        var device = Backend.ChooseDevice(options.Device);
        using var file = CheckpointFile.Open(path);
        using var other = options.MixWith is { } mixed ? CheckpointFile.Open(mixed) : null;
        using var mix = other is null ? null : new InterpolatedCheckpoint(file, other, options.MixShare);
        var (weights, hash) = (Path.GetFileName(path), Hash(path));
        if (other is not null)
            (weights, hash) = (string.Create(CultureInfo.InvariantCulture, $"{1 - options.MixShare:0.###} {weights} + {options.MixShare:0.###} {Path.GetFileName(other.Path)}"), $"{hash}+{Hash(other.Path)}");
        return NetworkFamilies.Recognise(file, options.Families) switch
        {
            DenoiserDescription network => LoadDiffusion(mix ?? file, network, options, device, weights, hash),
            FeedForwardDescription network => LoadFeedForward(mix ?? file, network, options, device, weights, hash),
            var codec => throw new TadSrException($"{path}: this is a codec ({codec.Family}), not a model; give a student or teacher, and this file as {Setting.Codec}.", ErrorKind.BadFile),
        };
    }

    /// <summary>Loads a student or teacher with its codec, ready for inference on the CPU.</summary>
    /// <param name="path">A safetensors or PyTorch file.</param>
    /// <param name="options">What the user says beside it.</param>
    /// <exception cref="TadSrException">The file or the codec's is missing, broken or of another kind; one line says what
    /// (<see cref="ErrorKind.BadFile"/>).</exception>
    public static DiffusionModel Load(string path, UpscalerOptions? options = null)
    {
        Backend.Load();
        using var file = CheckpointFile.Open(path);
        return Load(file, options ?? new UpscalerOptions());
    }

    /// <summary>Loads a VQGAN.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">Element type in which it computes; null takes that of its input.</param>
    /// <exception cref="TadSrException">The file is missing, broken or of another kind.</exception>
    public static VqganCodec LoadCodec(string path, ScalarType? type = null)
    {
        Backend.Load();
        using var file = CheckpointFile.Open(path);
        if (NetworkFamilies.Recognise(file) is not CodecDescription codec)
            throw new TadSrException($"{path}: this is no codec but a {NetworkFamilies.Recognise(file).Describe()}; give a VQGAN.", ErrorKind.BadFile);
        var network = codec.Build();
        Fill(network, file, codec.Family);
        return new VqganCodec(network, type);
    }

    /// <summary>The description of a model whose network has revisions and whose file does not name its own yet, with one.</summary>
    /// <exception cref="TadSrException">Its network has none, it says nothing of itself, or names another revision already.</exception>
    public static ModelDescription WithRevision(ICheckpoint checkpoint, int revision)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var path = checkpoint.Path;
        if (NetworkFamilies.Recognise(checkpoint) is not DenoiserDescription { Revision: { } newest } network || ModelDescription.From(checkpoint.Metadata, path) is not { } description)
            throw new TadSrException($"{path}: this is no model of a network with revisions that training wrote; leave the revision out.", ErrorKind.Usage);
        if (revision > newest)
            throw new TadSrException($"the revision is {revision}; use 1 to {newest}.", ErrorKind.Usage);
        if (description.Revision is { } known && known != revision)
            throw new TadSrException($"{path}: says that it is of revision {known} of {network.Family}; leave the revision out.", ErrorKind.Usage);
        return description with { Revision = revision };
    }

    private static DiffusionUpscaler LoadDiffusion(ICheckpoint file, DenoiserDescription network, UpscalerOptions options, Device device, string weights, string hash)
    {
        if (options is { Steps: 1, Sampler: SamplerKind.Ddpm })
            throw new TadSrException($"{Setting.Sampler} is ddpm, but {Setting.Steps} is 1, which is one prediction without a sampler; give the number of steps too.", ErrorKind.Usage);
        var type = TypeOf(network, options, device);
        // The published programs keep the codec in float16 too.
        return DiffusionUpscaler.Create(Load(file, options, type == ScalarType.Float16 ? type : null), options.Steps, type, device, weights, hash, options.Sampler);
    }

    private static DiffusionModel Load(ICheckpoint file, UpscalerOptions options, ScalarType? codecType = null)
    {
        var recognised = Denoiser(file);
        var (description, schedule) = Describe(file, recognised, options);
        var architecture = recognised.DescribedBy(description, file.Path);
        architecture.CheckSteps(description.Diffusion.Steps);
        var network = Fill(file, architecture);
        try
        {
            var codec = LoadCodec(file.Path, architecture, description, options, codecType);
            CheckFit(file.Path, CodecFit.Of(architecture, codec, description.Diffusion.Scale), description);
            return new DiffusionModel(file.Path, network, architecture, codec, description, schedule);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static FeedForwardUpscaler LoadFeedForward(ICheckpoint file, FeedForwardDescription architecture, UpscalerOptions options, Device device, string weights, string hash)
    {
        if (architecture.Channels is not (3, 3))
            throw new TadSrException($"{file.Path}: this {architecture.Family} takes {architecture.Channels.In} channel(s) and gives {architecture.Channels.Out}; pictures have 3.", ErrorKind.BadFile);
        if (options.Steps != 1)
            throw new TadSrException($"{Setting.Steps} is {options.Steps}, but a {architecture.Family} is no diffusion network and has no steps; leave it out.", ErrorKind.Usage);
        if (options.Sampler != SamplerKind.Ddim)
            throw new TadSrException($"{Setting.Sampler} is given, but a {architecture.Family} is no diffusion network and samples nothing; leave it out.", ErrorKind.Usage);
        if (options.Schedule is not null)
            throw new TadSrException($"{Setting.Schedule} is given, but a {architecture.Family} is no diffusion network and has none; leave it out.", ErrorKind.Usage);
        if (options.Codec is not null)
            throw new TadSrException($"{Setting.Codec} is given, but a {architecture.Family} has no codec; leave it out.", ErrorKind.Usage);
        var network = architecture.Build();
        Fill(network, file, architecture.Family);
        return new FeedForwardUpscaler(network, architecture, TypeOf(architecture, options, device), device, weights, hash);
    }

    private static ScalarType TypeOf(NetworkDescription network, UpscalerOptions options, Device device)
    {
        if (options.Precision != Precision.Auto && !network.Precisions.Contains(options.Precision))
            throw new TadSrException($"{Setting.Precision} is {options.Precision.ToString().ToLowerInvariant()}, in which a {network.Family} loses its results; leave it out.", ErrorKind.Usage);
        return ComputeType.Of(options.Precision == Precision.Auto ? network.AutoPrecision : options.Precision, device);
    }

    private static DenoiserDescription Denoiser(ICheckpoint file) => NetworkFamilies.Recognise(file) switch
    {
        DenoiserDescription network => network,
        CodecDescription codec => throw new TadSrException($"{file.Path}: this is a codec ({codec.Family}), not a model; give a student or teacher, and this file as {Setting.Codec}.", ErrorKind.BadFile),
        var other => throw new TadSrException($"{file.Path}: this is a {other.Family}, not a diffusion network; give a student or teacher.", ErrorKind.BadFile),
    };

    private static (ModelDescription Description, ScheduleOrigin Schedule) Describe(ICheckpoint file, DenoiserDescription recognised, UpscalerOptions options)
    {
        var stated = ModelDescription.From(file.Metadata, file.Path);
        var published = stated is null ? recognised.PublishedModel(file.Path) : null;
        var description = stated ?? published?.Description ?? throw new TadSrException(
            $"{file.Path}: a {recognised.Family} without the metadata entry '{ModelDescription.MetadataKey}', which names its diffusion schedule; use the file that training wrote.", ErrorKind.BadFile);
        if (options.Schedule is { } name)
        {
            var given = NamedSchedule.Of(name);
            return (description with { Diffusion = given.Diffusion }, new ScheduleOrigin(given.Diffusion, ScheduleOrigin.Given, name));
        }
        if (options.Diffusion is { } diffusion)
            return (description with { Diffusion = diffusion }, new ScheduleOrigin(diffusion, ScheduleOrigin.Given));
        return (description, published is null
            ? new ScheduleOrigin(description.Diffusion, ScheduleOrigin.File)
            : new ScheduleOrigin(description.Diffusion, ScheduleOrigin.Assumed, published.Schedule.Name, published.Reason));
    }

    private static DiffusionNetwork Fill(ICheckpoint file, DenoiserDescription architecture)
    {
        var network = architecture.Build();
        Fill(network, file, architecture.Family);
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

    private static ILatentCodec LoadCodec(string path, DenoiserDescription network, ModelDescription description, UpscalerOptions options, ScalarType? type)
    {
        if (description.Codec == CodecKind.PixelUnshuffle)
            return new PixelUnshuffleCodec((int)Math.Round(Math.Sqrt(network.LatentChannels / 3.0)));
        if (options.Codec is { } named)
            return LoadCodec(named, type);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var found = network.PublishedCodecs.SelectMany(name => extensions.Select(end => Path.Combine(folder, name + end))).FirstOrDefault(File.Exists);
        return found is not null
            ? LoadCodec(found, type)
            : throw new TadSrException($"{path}: this model works in the latents of a VQGAN, whose weights lie in a file of their own; give it as {Setting.Codec}{(network.PublishedCodecs is [var published, ..] ? $", or put {published}.pth beside the model" : "")}.", ErrorKind.BadFile);
    }

    private static void CheckFit(string path, CodecFit fit, ModelDescription description)
    {
        if (!fit.HasSameChannels)
            throw new TadSrException($"{path}: the model has {fit.LatentChannels} latent channels and the codec {fit.CodecChannels}; give the codec that it was trained with.", ErrorKind.BadFile);
        if (!fit.HasFittingFactor)
        {
            throw new TadSrException(
                $"{path}: a scale of {description.Diffusion.Scale} and a condition {fit.ConditionRatio} times as large as the latent need a codec of factor {fit.NeededFactor}, this one has {fit.CodecFactor}.", ErrorKind.BadFile);
        }
    }

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
