using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Layers;
using TadSr.Networks.Lite;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Tests.Data;
using TadSr.Training;
using TadSr.Training.Student;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

/// <summary>Trainings that take milliseconds a step: pictures of noise, crops of 32 pixels, networks of 32 channels.</summary>
internal sealed class TinyRun : IDisposable
{
    private readonly PhotoFolder photos = new();

    /// <summary>A run with every term of the student that crops of 32 pixels permit.</summary>
    public static TrainConfig Config(StageKind stage, int iterations = 10) => new()
    {
        Stage = stage,
        Codec = new CodecConfig { Type = CodecKind.PixelUnshuffle },
        Vqgan = new CodecTrainConfig
        {
            Channels = 32,
            ChannelMult = [1, 1, 1],
            NumResBlocks = [1, 1, 1],
            Codes = 16,
            Perceptual = new PerceptualConfig { Net = PerceptualNet.Squeeze, Weight = 1, Augment = false },
            DiscStart = 2,
            DiscChannels = 16,
        },
        Model = new LiteUnetConfig { LatentChannels = 48, ModelChannels = 32, ChannelMult = [1, 2], DownBlocks = 1, MiddleBlocks = 1, UpBlocks = 1, EmbedDim = 16 },
        Diffusion = new DiffusionConfig { Steps = 4, MinNoiseLevel = 0.1, Kappa = 1, CapStart = true },
        Loss = new LossConfig
        {
            L1 = new WeightConfig { Weight = 1 },
            Perceptual = [new PerceptualConfig { Net = PerceptualNet.R18, Weight = 0.3, Augment = false }],
            Phase = new WeightConfig { Weight = 2 },
        },
        Gan = new GanConfig { EmbedDim = 16, LogitsPerPosition = 8 },
        FeatureGan = new FeatureGanConfig { Ratio = 0.7, Start = 2 },
        Optim = new OptimConfig { Lr = 1e-3, Warmup = 2, Clip = 1 },
        OptimD = new OptimConfig { Lr = 1e-3, Warmup = 0 },
        Train = new RunConfig { Iterations = iterations, Batch = 2, Microbatch = 2, Seed = 7, SaveEvery = 5, ValEvery = 0, LogEvery = 1, Precision = Precision.Fp32 },
        Data = new DataConfig { Crop = 32, Transpose = true },
    };

    /// <summary>A network whose layers are all different from zero.</summary>
    public static DiffusionNetwork Network(ulong seed)
    {
        var network = NetworkFamilies.Describe(Config(StageKind.Teacher).Model!, CodecKind.PixelUnshuffle).Build();
        Initialization.Reset(network, seed);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator(seed);
        foreach (var parameter in network.parameters())
            parameter.add_(randn(parameter.shape, generator: generator) * 0.01);
        return network;
    }

    public static ITrainingStage Stage(TrainConfig config, DiffusionNetwork? teacher = null) => config.Stage switch
    {
        StageKind.Codec => StageFactory.Create(config, new WeightStore(), CPU),
        StageKind.Teacher => new TeacherStage(config, Network(1), new PixelUnshuffleCodec(), CPU),
        _ => StudentFactory.Create(config, Network(2), teacher ?? Network(1), new PixelUnshuffleCodec(), new PerceptualWeights(new WeightStore()), CPU),
    };

    /// <summary>The batch of the first step.</summary>
    public TrainingBatch Batch(TrainConfig config) => TrainingBatch.From(photos.Dataset(config: config.Data).Batch(0, config.Train.Batch), CPU);

    /// <summary>Trains as far as the configuration says, or goes on with what lies in the folder.</summary>
    public void Train(
        TrainConfig config, string output, Func<TrainingBatch, long, TrainingBatch>? before = null, Action<long>? after = null, CancellationTokenSource? stop = null)
    {
        using var stage = Stage(config);
        var trainer = new Trainer(config, new ObservedStage(stage, before, after), photos.Dataset(config: config.Data), new RunFolder(output), null, CPU, NullLogger.Instance);
        trainer.Resume();
        trainer.Run(stop?.Token ?? default);
    }

    /// <summary>Loads the checkpoint of a folder into a fresh stage.</summary>
    /// <returns>Steps done.</returns>
    public long Load(TrainConfig config, string output)
    {
        using var stage = Stage(config);
        var trainer = new Trainer(config, stage, photos.Dataset(config: config.Data), new RunFolder(output), null, CPU, NullLogger.Instance);
        Assert.True(trainer.Resume());
        Assert.All(stage.State, s => Assert.True(s.Value.isfinite().all().item<bool>(), s.Name));
        return trainer.Iteration;
    }

    public void Dispose() => photos.Dispose();
}
