using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TadSr.Configuration;
using TadSr.Data;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Training.Student;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The training loop: batch, step, log, checkpoint, validation.</summary>
internal sealed partial class Trainer
{
    private readonly TrainConfig config;
    private readonly ITrainingStage stage;
    private readonly PairDataset data;
    private readonly RunFolder folder;
    private readonly Validation? validation;
    private readonly Device device;
    private readonly ILogger logger;
    private readonly Dictionary<string, string> fingerprint;

    /// <summary>Creates the loop; everything stays the caller's.</summary>
    public Trainer(TrainConfig config, ITrainingStage stage, PairDataset data, RunFolder folder, Validation? validation, Device device, ILogger logger)
    {
        (this.config, this.stage, this.data, this.folder, this.validation, this.device, this.logger) = (config, stage, data, folder, validation, device, logger);
        fingerprint = new Dictionary<string, string>
        {
            ["stage"] = config.Stage.ToString(),
            ["seed"] = $"{config.Train.Seed}",
            ["batch"] = $"{config.Train.Batch}",
            ["microbatch"] = $"{config.Train.Microbatch}",
            ["precision"] = ComputeType.Of(config.Train.Precision, device).ToString(),
            ["pictures"] = $"{data.Pictures}",
        };
        if (config.Stage == StageKind.Student)
            fingerprint["draws_revision"] = $"{StudentDraws.Revision}";
        if (config is { Stage: not StageKind.Codec, Model: { } model } && NetworkFamilies.Describe(model, config.Codec.Type).Revision is { } revision)
            fingerprint[$"{NetworkFamilies.Trainable.NameOf(model.GetType())}_revision"] = $"{revision}";
    }

    /// <summary>Steps done.</summary>
    public long Iteration { get; private set; }

    /// <summary>Goes on from the run folder's checkpoint.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Resume()
    {
        var found = File.Exists(folder.State);
        if (found)
        {
            Iteration = TrainingState.Load(folder.State, stage, fingerprint);
            folder.TrimLog(Iteration);
        }
        folder.RemoveLeftovers();
        return found;
    }

    /// <summary>Trains up to the configured iteration. A cancellation saves first.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the checkpoint is written.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        if (Iteration >= config.Train.Iterations)
            return;
        using var guard = new DeviceGuard();
        using var batches = new Prefetcher(data, config.Train.Batch, Iteration * config.Train.Batch, config.Data.Workers, config.Data.Prefetch, logger: logger);
        if (Iteration == 0)
            Validate();   // a validation that cannot work must fail now, not after hours
        var clock = Stopwatch.StartNew();
        var first = Iteration;
        try
        {
            while (Iteration < config.Train.Iterations)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var batch = TrainingBatch.From(batches.Next(cancellation), device);
                using var report = stage.TrainStep(batch, Iteration + 1);
                Iteration++;
                guard.Watch(report);
                var logs = Iteration == 1 || IsDue(config.Train.LogEvery);
                if (logs || IsDue(config.Train.SaveEvery) || IsDue(config.Train.ValEvery))
                    guard.Check();
                if (logs)
                    Log(report, clock.Elapsed, first);
                if (IsDue(config.Train.SaveEvery))
                    Save();
                if (IsDue(config.Train.ValEvery))
                    Validate();
            }
            guard.Check();
            Save();
        }
        catch (OperationCanceledException)
        {
            guard.Check();
            Save();
            LogInterrupted(logger, Iteration, folder.State);
            throw;
        }
    }

    private bool IsDue(int every) => every > 0 && Iteration % every == 0;

    private void Save()
    {
        TrainingState.Save(folder.State, stage, Iteration, fingerprint);
        stage.Export(folder.Model, Iteration);
    }

    private void Validate()
    {
        if (validation is null)
            return;
        using var scope = NewDisposeScope();
        var figures = validation.Run(stage, folder.Picture(Iteration));
        folder.Log(Iteration, figures);
        LogValidation(logger, Iteration, string.Join("  ", figures.Select(f => $"{f.Name} {f.Value:0.####}")));
        if (figures.Where(f => !double.IsFinite(f.Value)).Select(f => f.Name).ToList() is { Count: > 0 } broken)
            LogNotFinite(logger, Iteration, string.Join(", ", broken));
    }

    private void Log(StepReport report, TimeSpan elapsed, long first)
    {
        var seconds = elapsed.TotalSeconds / (Iteration - first);
        var left = TimeSpan.FromSeconds(seconds * (config.Train.Iterations - Iteration));
        var values = report.Values;
        folder.Log(Iteration, [.. values, ("lr", LearningRate.At(config.Optim, Iteration, config.Train.Iterations)), ("seconds", seconds)]);
        LogStep(logger, Iteration, config.Train.Iterations, string.Join("  ", values.Select(v => $"{v.Name} {v.Value:0.####}")), seconds, $"{(long)left.TotalHours}:{left.Minutes:00}");
    }

    [LoggerMessage(LogLevel.Information, "step {Step}/{Steps}  {Values}  {Seconds:0.00} s/step  {Left} h left")]
    private static partial void LogStep(ILogger logger, long step, long steps, string values, double seconds, string left);

    [LoggerMessage(LogLevel.Information, "validation at {Step}: {Values}")]
    private static partial void LogValidation(ILogger logger, long step, string values);

    [LoggerMessage(LogLevel.Warning, "validation at {Step}: not a finite number: {Names}; do not ship this checkpoint, and resume from an earlier copy with a lower optim.lr or train.precision=fp32")]
    private static partial void LogNotFinite(ILogger logger, long step, string names);

    [LoggerMessage(LogLevel.Warning, "interrupted after step {Step}; saved {Path}; the same command goes on")]
    private static partial void LogInterrupted(ILogger logger, long step, string path);
}
