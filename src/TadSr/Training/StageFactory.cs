using TadSr.Checkpoints;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Builds the stage that a configuration names.</summary>
public static class StageFactory
{
    /// <summary>Builds networks, loads what is frozen and creates the stage.</summary>
    /// <exception cref="TadSrException">A checkpoint is missing or of another kind.</exception>
    public static ITrainingStage Create(TrainConfig config, WeightStore weights, Device device) => config.Stage switch
    {
        StageKind.Codec => CreateCodecStage(config, weights, device),
        StageKind.Teacher => CreateTeacher(config, device),
        StageKind.Student => CreateStudent(config, weights, device),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Stage, "unknown stage"),
    };

    private static CodecStage CreateCodecStage(TrainConfig config, WeightStore weights, Device device)
    {
        var sizes = config.Vqgan;
        var network = new Vqgan(new VqganConfig
        {
            EmbedDim = sizes.EmbedDim,
            ZChannels = sizes.EmbedDim,
            Codes = sizes.NEmbed,
            Channels = sizes.Ch,
            ChannelMult = sizes.ChMult,
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
        var network = NetworkFactory.Build(config.Model, config.Codec.Type);
        Initialization.Reset(network, (ulong)config.Train.Seed);
        network.to(device);
        return new TeacherStage(config, network, codec, device);
    }

    private static StudentStage CreateStudent(TrainConfig config, WeightStore weights, Device device)
    {
        if (config.Teacher.Checkpoint is not { } path)
            throw new TadSrException("teacher.checkpoint is not set; a student needs a teacher's weights (train one with stage: teacher, or give a published file).", ExitCode.Usage);
        var codec = CreateCodec(config, device);
        var teacher = Load(config, path);
        var student = Load(config, config.Student.Init == "teacher" ? path : config.Student.Init);
        var type = ComputeType.Of(config.Train.Precision, device);
        var pictures = new PictureTerms(config, new PerceptualWeights(weights), type, device);
        teacher.to(device);
        student.to(device);
        return new StudentStage(config, student, teacher, codec, pictures, device);
    }

    private static DiffusionNetwork Load(TrainConfig config, string path)
    {
        using var file = CheckpointFile.Open(path);
        if (config.Model.Type == NetworkKind.Lite)
            ModelDescription.RequireRevision(ModelDescription.From(file.Metadata, path), path);
        var network = NetworkFactory.Build(config.Model, config.Codec.Type);
        StateDict.Load(network, file).ThrowIfIncomplete(path, config.Model.Type.ToString());
        return network;
    }

    private static ILatentCodec CreateCodec(TrainConfig config, Device device)
    {
        if (config.Codec.Type == CodecKind.PixelUnshuffle)
            return new PixelUnshuffleCodec();
        if (config.Codec.Checkpoint is not { } path)
        {
            throw new TadSrException(
                "codec.checkpoint is not set; codec.type vqgan needs a VQGAN's weights (train them with stage: codec, or give a published file), or write codec: { type: pixel_unshuffle }.", ExitCode.Usage);
        }
        var codec = ModelFile.LoadCodec(path);
        if (codec.Channels != config.Model.InChannels)
        {
            var channels = codec.Channels;
            codec.Dispose();
            throw new TadSrException($"{path}: this codec has {channels} latent channels and model.in_channels is {config.Model.InChannels}; set model.in_channels to {channels}, or give another codec.", ExitCode.Usage);
        }
        codec.Network.to(device);
        return codec;
    }
}
