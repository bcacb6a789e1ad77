using System.Text.Json;
using TadSr.Configuration;
using TadSr.Runtime;
using TadSr.Training;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class TrainerTests
{
    [Theory]
    [InlineData(StageKind.Codec)]
    [InlineData(StageKind.Teacher)]
    [InlineData(StageKind.Student)]
    public void Stopped_and_crashed_run_ends_with_the_bytes_of_a_straight_one(StageKind stage)
    {
        using var run = new TinyRun();
        using var folder = new TemporaryFolder();
        var config = TinyRun.Config(stage);
        run.Train(config, folder.File("straight"));

        var pieces = folder.File("pieces");
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => run.Train(config, pieces, after: Do(3, stop.Cancel), stop: stop));
        Assert.Equal(3, run.Load(config, pieces));
        Assert.Throws<TimeoutException>(() => run.Train(config, pieces, after: Do(8, () => throw new TimeoutException())));
        Assert.Equal(5, run.Load(config, pieces));
        run.Train(config, pieces);

        foreach (var file in new[] { "state.safetensors", "model.safetensors" })
            Assert.True(File.ReadAllBytes(Path.Combine(folder.File("straight"), file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(pieces, file))), file);
        Assert.Equal(Enumerable.Range(1, 10), Logged(pieces));
        Assert.Equal(Losses(folder.File("straight")), Losses(pieces));
    }

    [Theory]
    [InlineData(StageKind.Codec, "l1")]
    [InlineData(StageKind.Teacher, "mse")]
    [InlineData(StageKind.Student, "D")]
    public void Loss_that_is_no_number_stops_with_its_name_and_leaves_the_checkpoint(StageKind stage, string term)
    {
        using var run = new TinyRun();
        using var folder = new TemporaryFolder();
        var config = TinyRun.Config(stage) with { Train = TinyRun.Config(stage).Train with { SaveEvery = 2 } };

        var error = Assert.Throws<TadSrException>(() => run.Train(config, folder.Path, before: (batch, step) => step == 4 ? new TrainingBatch(batch.Lq, batch.Hq * float.NaN) : batch));

        Assert.Equal(ErrorKind.NonFinite, error.Kind);
        Assert.StartsWith($"training stopped at step 4: '{term}' is NaN. The last checkpoint is unharmed", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, run.Load(config, folder.Path));
    }

    [Fact]
    public void Checkpoint_of_a_run_with_another_seed_is_refused()
    {
        using var run = new TinyRun();
        using var folder = new TemporaryFolder();
        var config = TinyRun.Config(StageKind.Teacher, 1);
        run.Train(config, folder.Path);

        var error = Assert.Throws<TadSrException>(() => run.Train(config with { Train = config.Train with { Seed = 8 } }, folder.Path));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("this run was started with seed = 7, now it is 8.", error.Message, StringComparison.Ordinal);
    }

    private static Action<long> Do(long at, Action action) => step =>
    {
        if (step == at)
            action();
    };

    private static IEnumerable<int> Logged(string folder) => Lines(folder).Select(line => line.GetProperty("iteration").GetInt32());

    // Everything but the clock.
    private static IEnumerable<string> Losses(string folder) =>
        Lines(folder).Select(line => string.Join(' ', line.EnumerateObject().Where(p => p.Name != "seconds").Select(p => $"{p.Name}={p.Value.GetRawText()}")));

    private static List<JsonElement> Lines(string folder) =>
        [.. File.ReadLines(Path.Combine(folder, "log.jsonl")).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
