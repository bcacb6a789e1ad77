using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Data;
using TadSr.Degradation;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>A whole training run: data report, stage, loop.</summary>
public static partial class TrainingRun
{
    // Validation pairs stay the same when the run's seed changes, so that runs can be compared.
    private const ulong ValidationSeed = 2024;

    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="config">A YAML file, or the name of a preset that comes with the library, such as <c>lite/student</c>.</param>
    /// <param name="overrides">Values that replace those of the file, such as <c>optim.lr=1e-4</c>.</param>
    /// <exception cref="TadSrException">The file is missing, or something in it cannot be; the message names file, line and column.</exception>
    public static TrainConfig Read(string config, params IReadOnlyList<string> overrides) =>
        TrainConfig.Load(PresetFile.Find(config), NetworkFamilies.Trainable, [.. overrides]);

    /// <summary>Runs, or goes on with, a training.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="output">The run folder; one with a checkpoint is gone on with.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>.</param>
    /// <param name="terms">Losses of one's own for a student, beside those that the configuration turns on.</param>
    /// <param name="loggers">Receives reports; null for none.</param>
    /// <param name="cancellation">Saves and stops.</param>
    /// <exception cref="TadSrException">Something that the caller can mend is wrong.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the same call goes on.</exception>
    public static void Execute(
        TrainConfig config, string output, string device = "auto", IReadOnlyList<LossTerm>? terms = null, ILoggerFactory? loggers = null, CancellationToken cancellation = default)
    {
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("train");
        RunRequirements.Check(config, terms);
        var place = Backend.ChooseDevice(device);
        var weights = new WeightStore();
        var located = RunWeights.Locate(config, weights, terms);
        if (ModelWeights.RestrictionOf([located.Codec.Checkpoint, located.Teacher.Checkpoint, located.Teacher.Init, located.Student.Init, .. located.Guide.Models.Select(model => model.Weights)]) is { } restriction)
            LogRestriction(logger, restriction);
        using var guide = located.Guide.Models.Count > 0 ? new GuideGoals(located.Guide, place.ToString(), located.Train.Precision) : null;
        var data = Open(config, config.Data, config.Data.Train, (ulong)config.Train.Seed, guide, logger, cancellation);
        using var stage = StageFactory.Create(located, weights, place, terms);
        using var validation = CreateValidation(config, place, weights, logger, cancellation);
        var folder = new RunFolder(output);   // only now: a run that cannot start leaves no folder behind
        var trainer = new Trainer(config, stage, data, folder, validation, place, logger);
        if (trainer.Resume())
            LogResumed(logger, output, trainer.Iteration);
        if (trainer.Iteration < config.Train.Iterations)
            YamlWriter.Write(folder.EffectiveConfig, config, "The effective configuration of this run, all keys; a run can start from it.", NetworkFamilies.Trainable);
        LogStart(logger, config.Stage, config.Train.Batch, config.Train.Microbatch, config.Train.Batch / config.Train.Microbatch, ComputeType.Of(config.Train.Precision, place), place);
        trainer.Run(cancellation);
        LogDone(logger, trainer.Iteration, folder.Model);
    }

    private static PairDataset Open(TrainConfig config, DataConfig settings, IReadOnlyList<DataFolderConfig> folders, ulong seed, IPairGuide? guide, ILogger logger, CancellationToken cancellation)
    {
        var exclude = settings.Exclude is { } list ? ExcludeList.Read(PresetFile.Locate(list)) : null;
        var pictures = ImageFolder.Scan(folders, settings.Crop, exclude, cancellation);
        foreach (var line in pictures.Report())
            LogData(logger, line);
        var groupSize = config.Degradation.Draws == DrawGrouping.Batch ? config.Train.Batch : 1;
        var damage = PairDegradation.Of(config.Degradation, config.Diffusion.Scale);
        return new PairDataset(pictures, settings, damage, seed, groupSize, guide, logger);
    }

    private static Validation? CreateValidation(TrainConfig config, Device device, WeightStore weights, ILogger logger, CancellationToken cancellation)
    {
        if (!config.Validates)
            return null;
        var settings = config.Data with { Shrink = [1, 1], Flip = false, Transpose = false, Exclude = null, Trim = 0, Pool = 0, Crop = config.Train.ValCrop };
        var pairs = Open(config, settings, config.Data.Val, ValidationSeed, null, logger, cancellation);
        return new Validation(pairs, config.Train.ValSamples, new PerceptualWeights(weights).LoadResNet18(), device);
    }

    [LoggerMessage(LogLevel.Warning, "{Restriction}")]
    private static partial void LogRestriction(ILogger logger, string restriction);

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void LogData(ILogger logger, string line);

    [LoggerMessage(LogLevel.Information, "going on with {Folder} after step {Step}")]
    private static partial void LogResumed(ILogger logger, string folder, long step);

    [LoggerMessage(LogLevel.Information, "{Stage}: effective batch {Batch} = microbatch {Microbatch} x {Accumulation} accumulated x 1 device; {Type} on {Device}")]
    private static partial void LogStart(ILogger logger, StageKind stage, int batch, int microbatch, int accumulation, ScalarType type, Device device);

    [LoggerMessage(LogLevel.Information, "done after {Step} steps; weights: {Model}")]
    private static partial void LogDone(ILogger logger, long step, string model);
}
