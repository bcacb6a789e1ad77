using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Runtime;
using TadSr.Tests.Data;
using TadSr.Training;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class RunFolderTests : IDisposable
{
    private const string Digits = "00112233445566778899aabbccddeeff";
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Log_is_trimmed_into_a_new_file_and_never_cut_in_place()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an open file cannot be replaced there");
        var run = new RunFolder(folder.Path);
        for (var i = 1; i <= 3; i++)
            run.Log(i, [("mse", i)]);
        File.AppendAllText(folder.File("log.jsonl"), "{\"iteration\":4,\"ms");
        var whole = File.ReadAllText(folder.File("log.jsonl"));
        using var old = File.OpenRead(folder.File("log.jsonl"));

        run.TrimLog(2);

        Assert.Equal("{\"iteration\":1,\"mse\":1}\n{\"iteration\":2,\"mse\":2}\n", File.ReadAllText(folder.File("log.jsonl")));
        using var reader = new StreamReader(old, Encoding.UTF8);
        Assert.Equal(whole, reader.ReadToEnd());
    }

    [Fact]
    public void Resumed_run_removes_what_a_killed_one_left_and_nothing_else()
    {
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Teacher, 1);
        run.Train(config, folder.Path);
        Directory.CreateDirectory(folder.File("val"));
        string[] ours = [$".tadsr-0123456789abcdef-{Digits}.tmp", $"val/.tadsr-fedcba9876543210-{Digits}.tmp"];
        string[] others = [".notes.tmp", "a.tmp", $".tadsr-0123456789abcdef-{Digits}.tmp.bak"];
        foreach (var name in ours.Concat(others))
            File.WriteAllText(folder.File(name), "half");

        run.Load(config, folder.Path);

        Assert.All(ours, name => Assert.False(File.Exists(folder.File(name)), name));
        Assert.All(others, name => Assert.True(File.Exists(folder.File(name)), name));
    }

    [Theory]
    [InlineData(null, "this run does not record its lite_revision (now 2), so an older program wrote it. Start a new run folder.")]
    [InlineData("1", "this run was started with lite_revision = 1, now it is 2. Resume with the stored value, or start a new run folder.")]
    public void Run_of_another_lite_network_is_refused(string? revision, string problem)
    {
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Teacher, 1);
        run.Train(config, folder.Path);
        var state = WithFingerprint("lite_revision", revision);

        var error = Assert.Throws<TadSrException>(() => run.Load(config, folder.Path));

        Assert.Equal((ErrorKind.Usage, $"{state}: {problem}"), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData(null, "this run does not record its draws_revision (now 2), so an older program wrote it. Start a new run folder.")]
    [InlineData("1", "this run was started with draws_revision = 1, now it is 2. Resume with the stored value, or start a new run folder.")]
    public void Student_of_other_draws_is_refused(string? revision, string problem)
    {
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Student, 1);
        run.Train(config, folder.Path);
        var state = WithFingerprint("draws_revision", revision);

        var error = Assert.Throws<TadSrException>(() => run.Load(config, folder.Path));

        Assert.Equal((ErrorKind.Usage, $"{state}: {problem}"), (error.Kind, error.Message));
    }

    [Fact]
    public void Validation_that_is_no_number_is_reported_and_logged()
    {
        using var scope = NewDisposeScope();
        using var photos = new PhotoFolder();
        var config = TinyRun.Config(StageKind.Teacher, 1);
        config = config with { Train = config.Train with { ValEvery = 1 } };
        using var stage = TinyRun.Stage(config);
        using (no_grad())
            stage.State.First(s => s.Name.StartsWith("ema.output", StringComparison.Ordinal)).Value.fill_(double.NaN);
        using var validation = new Validation(photos.Dataset(config: config.Data), 2, new PerceptualWeights(new WeightStore()).LoadResNet18(), CPU);
        var logger = new Warnings();

        new Trainer(config, stage, photos.Dataset(config: config.Data), new RunFolder(folder.Path), validation, CPU, logger).Run(TestContext.Current.CancellationToken);

        Assert.StartsWith("validation at 1: not a finite number: psnr one step, r18 one step, psnr 4 steps, r18 4 steps;", logger.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("\"psnr one step\":\"NaN\"", File.ReadAllText(folder.File("log.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_keeps_its_effective_configuration()
    {
        using var photos = new PhotoFolder();
        var config = TinyRun.Config(StageKind.Teacher, 1) with { Task = "a: 'task' # \"with\" marks" };
        config = config with { Data = config.Data with { Train = [photos.Source] }, Optim = config.Optim with { Eps = 1.25e-7 } };

        TrainingRun.Execute(config, folder.File("run"), "cpu", cancellation: TestContext.Current.CancellationToken);

        Assert.Equivalent(config, TrainConfig.Load(Path.Combine(folder.File("run"), "effective.yaml"), NetworkFamilies.Trainable), strict: true);
    }

    [Fact]
    public void Loss_of_the_caller_trains_the_student_and_stands_in_the_log()
    {
        using var photos = new PhotoFolder();
        var config = TinyRun.Config(StageKind.Student, 1);
        var teacher = TinyRun.Config(StageKind.Teacher, 1);
        TrainingRun.Execute(teacher with { Data = teacher.Data with { Train = [photos.Source] } }, folder.File("teacher"), "cpu", cancellation: TestContext.Current.CancellationToken);
        config = config with { Data = config.Data with { Train = [photos.Source] }, Teacher = new TeacherConfig { Checkpoint = Path.Combine(folder.File("teacher"), "model.safetensors") } };
        var term = new TowardsGrey();

        TrainingRun.Execute(config, folder.File("plain"), "cpu", cancellation: TestContext.Current.CancellationToken);
        TrainingRun.Execute(config, folder.File("own"), "cpu", [term], cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((1, true), (term.Calls, term.SawEverything));
        Assert.Contains("\"towards grey\":", File.ReadAllText(Path.Combine(folder.File("own"), "log.jsonl")), StringComparison.Ordinal);
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(folder.File("plain"), "model.safetensors")), File.ReadAllBytes(Path.Combine(folder.File("own"), "model.safetensors")));
    }

    [Fact]
    public void Run_that_cannot_start_makes_no_folder()
    {
        using var photos = new PhotoFolder();
        var config = TinyRun.Config(StageKind.Student, 1);
        config = config with { Data = config.Data with { Train = [photos.Source] }, Teacher = new TeacherConfig { Checkpoint = folder.File("absent.safetensors") } };

        var error = Assert.Throws<TadSrException>(() => TrainingRun.Execute(config, folder.File("run"), "cpu", cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith($"1 weight file is missing: teacher.checkpoint {folder.File("absent.safetensors")}. Looked for in", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("run")));
    }

    public void Dispose() => folder.Dispose();

    private string WithFingerprint(string name, string? value)
    {
        var state = folder.File("state.safetensors");
        using var file = CheckpointFile.Open(state);
        var metadata = file.Metadata.Where(m => m.Key != $"fingerprint.{name}").ToDictionary(m => m.Key, m => m.Value);
        if (value is not null)
            metadata[$"fingerprint.{name}"] = value;
        SafetensorsWriter.Write(state, [.. file.Entries.Select(e => new CopiedTensorSource(file, e, half: false))], metadata);
        return state;
    }

    private sealed class Warnings : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Add(formatter(state, exception));
        }
    }

    private sealed class TowardsGrey : LossTerm
    {
        public int Calls { get; private set; }

        public bool SawEverything { get; private set; }

        public override string Name => "towards grey";

        public override double Weight => 3;

        public override bool NeedsTeacher => true;

        public override bool NeedsTruthLatent => true;

        public override bool NeedsPicture => true;

        public override Tensor Compute(LossInput input)
        {
            Calls++;
            SawEverything = input is { Z0Teacher: not null, Z: not null, Picture: not null, Truth: not null };
            return (input.Picture! - 0.5).square().mean();
        }
    }
}
