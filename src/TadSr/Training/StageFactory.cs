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
        StageKind.Teacher => CreateTeacher(config, device),
        StageKind.Student => CreateStudent(config, weights, device),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Stage, "unknown stage"),
    };

    private static TeacherStage CreateTeacher(TrainConfig config, Device device)
    {
        var network = NetworkFactory.Build(config.Model, config.Codec.Type);
        Initialization.Reset(network, (ulong)config.Train.Seed);
        network.to(device);
        return new TeacherStage(config, network, CreateCodec(config), device);
    }

    private static StudentStage CreateStudent(TrainConfig config, WeightStore weights, Device device)
    {
        if (config.Teacher.Checkpoint is not { } path)
            throw new TadSrException("teacher.checkpoint is not set; a student needs a teacher's weights (train one with stage: teacher, or give a published file).", ExitCode.Usage);
        var teacher = Load(config, path);
        var student = Load(config, config.Student.Init == "teacher" ? path : config.Student.Init);
        var type = ComputeType.Of(config.Train.Precision, device);
        var pictures = new PictureTerms(config, new PerceptualWeights(weights), type, device);
        teacher.to(device);
        student.to(device);
        return new StudentStage(config, student, teacher, CreateCodec(config), pictures, device);
    }

    private static DiffusionNetwork Load(TrainConfig config, string path)
    {
        using var file = CheckpointFile.Open(path);
        var network = NetworkFactory.Build(config.Model, config.Codec.Type);
        StateDict.Load(network, file).ThrowIfIncomplete(path, config.Model.Type.ToString());
        return network;
    }

    private static PixelUnshuffleCodec CreateCodec(TrainConfig config) => config.Codec.Type switch
    {
        CodecKind.PixelUnshuffle => new PixelUnshuffleCodec(),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Codec.Type, "unknown codec"),
    };
}
