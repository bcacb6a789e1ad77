using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Tests.Data;
using TadSr.Tests.Parity;
using TadSr.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AdamW = TadSr.Training.AdamW;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class DeviceGuardTests
{
    [Fact]
    public void First_broken_step_is_named_however_late_somebody_checks()
    {
        using var scope = NewDisposeScope();
        using var guard = new DeviceGuard();
        foreach (var (step, l1, gan) in new[] { (1, 1.0, 2.0), (2, 3.0, double.NaN), (3, double.PositiveInfinity, 1.0) })
            guard.Watch(Report(step, ("l1", l1), ("gan", gan)));

        var error = Assert.Throws<TadSrException>(guard.Check);

        Assert.Equal(ErrorKind.NonFinite, error.Kind);
        Assert.StartsWith("training stopped at step 2: 'gan' is NaN.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_step_is_found_before_the_list_of_terms_changes()
    {
        using var scope = NewDisposeScope();
        using var guard = new DeviceGuard();
        guard.Watch(Report(1, ("l1", double.NegativeInfinity)));

        var error = Assert.Throws<TadSrException>(() => guard.Watch(Report(2, ("l1", 1.0), ("heads", 1.0))));

        Assert.StartsWith("training stopped at step 1: 'l1' is -", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deferred_values_are_means_and_finite_ones_pass()
    {
        using var scope = NewDisposeScope();
        using var guard = new DeviceGuard();
        var report = Report(5, ("l1", 1.0), ("gan", -4.0), ("l1", 2.0));

        guard.Watch(report);
        guard.Check();

        Assert.Equal([("l1", 1.5), ("gan", -4.0)], report.Values);
    }

    [Fact]
    public void Run_on_a_device_stops_before_it_writes_broken_weights()
    {
        using var photos = new PhotoFolder();
        using var folder = new TemporaryFolder();
        var config = TinyRun.Config(StageKind.Teacher);
        config = config with { Train = config.Train with { SaveEvery = 3, LogEvery = 10 } };
        using var stage = new BrokenStage(breaksAt: 5);
        var trainer = new Trainer(config, stage, photos.Dataset(config: config.Data), new RunFolder(folder.Path), null, CPU, NullLogger.Instance);

        var error = Assert.Throws<TadSrException>(() => trainer.Run(TestContext.Current.CancellationToken));

        Assert.StartsWith("training stopped at step 5: 'mse' is NaN.", error.Message, StringComparison.Ordinal);
        Assert.Equal((6, 3), (stage.Steps, stage.Exported));
        Assert.Single(File.ReadLines(folder.File("log.jsonl")));
    }

    [Fact]
    public void Sums_and_optimiser_read_no_value_of_a_device()
    {
        // Tensors of this device have shapes and no values: whoever reads one gets an exception.
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(3, 4, device: META));
        using var optimizer = new AdamW([("p", parameter)], new OptimConfig());
        var report = new StepReport(1, deferred: true);
        var leaf = zeros(2, 3, device: META).requires_grad_(true);

        var sum = new GradientSum(leaf, report);
        sum.Add("l1", 2, () => leaf.mean());
        GradientSum.AddScaled(sum.Total, leaf.detach(), leaf.detach().sum().to_type(ScalarType.Float64));
        parameter.square().sum().backward();
        OptimizerStep.Run(optimizer, new OptimConfig { Clip = 1 }, 10, report);

        Assert.Equal(["l1", "|d l1|", "grad"], report.Names);
        Assert.ThrowsAny<ExternalException>(() => report.Values);
    }

    [Fact]
    public void Nothing_else_in_a_step_reads_a_value()
    {
        // The first four check a value or ask for the device first; a validation is no step, and goals are made beside the steps.
        string[] readers = ["StepReport.cs", "DeviceGuard.cs", "AdamW.cs", "GradientSum.cs", "Validation.cs", "GuideGoals.cs"];
        string[] reads = [".item<", ".data<", ".ToDouble(", ".ToSingle(", ".ToInt64(", ".ToBoolean("];
        var library = Path.Combine(References.RepositoryRoot(), "src", "TadSr");
        var found = new[] { "Training", "Losses" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(library, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => reads.Any(File.ReadAllText(file).Contains))
            .Select(file => Path.GetFileName(file));

        Assert.Equal(readers.Order(), found.Order());
    }

    private static StepReport Report(long step, params (string Name, double Value)[] values)
    {
        var report = new StepReport(step, deferred: true);
        foreach (var (name, value) in values)
            report.Add(name, tensor(value));
        return report;
    }

    /// <summary>Reports as a stage on a device does.</summary>
    private sealed class BrokenStage(long breaksAt) : ITrainingStage
    {
        public long Steps { get; private set; }

        public long Exported { get; private set; }

        public IEnumerable<(string Name, Tensor Value)> State => [];

        public OptimizerSet Optimizers { get; } = new();

        public StepReport TrainStep(TrainingBatch batch, long iteration)
        {
            Steps = iteration;
            return Report(iteration, ("mse", iteration == breaksAt ? double.NaN : 1));
        }

        public IReadOnlyList<(string Name, Tensor Picture)> Preview(TrainingBatch pairs) => [];

        public void Export(string path, long iteration) => Exported = iteration;

        public void Dispose()
        {
        }
    }
}
