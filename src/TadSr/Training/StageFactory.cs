using TadSr.Checkpoints;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Training.Student;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Builds the stage that a configuration names.</summary>
internal static class StageFactory
{
    /// <summary>Builds networks, loads what is frozen and creates the stage.</summary>
    /// <exception cref="TadSrException">A checkpoint is missing or of another kind, or sizes do not fit together.</exception>
    public static ITrainingStage Create(TrainConfig config, WeightStore weights, Device device, IReadOnlyList<LossTerm>? terms = null)
    {
        RunRequirements.Check(config, terms);
        return config.Stage switch
        {
            StageKind.Codec => CreateCodecStage(config, weights, device),
            StageKind.Teacher => CreateTeacher(config, device),
            StageKind.Student => CreateStudent(config, weights, device, terms),
            _ => throw new ArgumentOutOfRangeException(nameof(config), config.Stage, "unknown stage"),
        };
    }

    private static CodecStage CreateCodecStage(TrainConfig config, WeightStore weights, Device device)
    {
        var sizes = config.Vqgan;
        var network = new Vqgan(new VqganConfig
        {
            EmbedDim = sizes.EmbedDim,
            ZChannels = sizes.EmbedDim,
            Codes = sizes.Codes,
            Channels = sizes.Channels,
            ChannelMult = sizes.ChannelMult,
            ResBlocks = sizes.NumResBlocks,
        });
        Initialization.Reset(network, (ulong)config.Train.Seed);
        network.to(device);
        var loss = new ReconstructionLoss(sizes.Perceptual, new PerceptualWeights(weights), ComputeType.Of(config.Train.Precision, device), device);
        return new CodecStage(config, network, loss, device);
    }

    private static TeacherStage CreateTeacher(TrainConfig config, Device device)
    {
        var codec = CreateCodec(config, device);
        var architecture = Architecture(config);
        var network = architecture.Build();
        RunRequirements.CheckFit(config, architecture, network.SizeMultiple, codec);
        Initialization.Reset(network, (ulong)config.Train.Seed);
        if (config.Teacher.Init is { } start)
            Start(network, architecture, start);
        network.to(device);
        return new TeacherStage(config, network, codec, device);
    }

    // Of a file of the network that this one descends from, everything but what was added since.
    private static void Start(DiffusionNetwork network, DenoiserDescription architecture, string weights)
    {
        var path = BundledModel.Resolve(weights);
        using var file = CheckpointFile.Open(path);
        var report = StateDict.Load(network, file);
        var isAncestor = architecture.AddedKeys.Count > 0 && architecture.AddedKeys.All(report.Missing.Contains);
        (isAncestor ? report with { Missing = [.. report.Missing.Except(architecture.AddedKeys)] } : report).ThrowIfIncomplete(path, architecture.Family);
        if (!isAncestor)
            architecture.DescribedBy(ModelDescription.From(file.Metadata, path), path);
    }

    private static StudentStage CreateStudent(TrainConfig config, WeightStore weights, Device device, IReadOnlyList<LossTerm>? terms)
    {
        var codec = CreateCodec(config, device);
        var teacher = StudentTerms.NeedsOf(config, terms).HasFlag(TermNeeds.Teacher) ? LoadTeacher(config) : null;
        var student = config.StartsAtTeacher ? LoadTeacher(config) : CreateFrom(config, config.Student.Init);
        RunRequirements.CheckFit(config, Architecture(config), student.SizeMultiple, codec);
        teacher?.to(device);
        student.to(device);
        return StudentFactory.Create(config, student, teacher, codec, new PerceptualWeights(weights), device, terms);
    }

    private static DiffusionNetwork CreateFrom(TrainConfig config, string weights)
    {
        var architecture = Architecture(config);
        var network = architecture.Build();
        Start(network, architecture, weights);
        return network;
    }

    private static DiffusionNetwork LoadTeacher(TrainConfig config)
    {
        var path = config.Teacher.Checkpoint!;
        using var file = CheckpointFile.Open(path);
        var architecture = Architecture(config);
        var network = architecture.Build();
        StateDict.Load(network, file).ThrowIfIncomplete(path, architecture.Family);
        var description = ModelDescription.From(file.Metadata, path);
        architecture.DescribedBy(description, path);
        // Published files, converted or not, say nothing of their schedule.
        if (description is not null)
            RunRequirements.CheckSchedule(config.Diffusion, description.Diffusion, path);
        return network;
    }

    private static DenoiserDescription Architecture(TrainConfig config) =>
        NetworkFamilies.Describe(config.Model ?? throw new ArgumentException("a diffusion network needs a model", nameof(config)), config.Codec.Type);

    private static ILatentCodec CreateCodec(TrainConfig config, Device device)
    {
        if (config.Codec.Type == CodecKind.PixelUnshuffle)
            return new PixelUnshuffleCodec();
        if (config.Codec.Checkpoint is not { } path)
        {
            throw new TadSrException(
                "codec.checkpoint is not set; codec.type vqgan needs a VQGAN's weights (train them with stage: codec, or give a published file), or write codec: { type: pixel_unshuffle }.", ErrorKind.Usage);
        }
        var codec = ModelFile.LoadCodec(path);
        codec.MoveTo(device);
        return codec;
    }
}
