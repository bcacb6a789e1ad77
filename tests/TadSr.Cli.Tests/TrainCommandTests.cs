namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class TrainCommandTests : IDisposable
{
    private const int Steps = 20;
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-train-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Killed_run_that_goes_on_ends_with_the_bytes_of_a_straight_one()
    {
        var config = Write(Configuration(Path.Combine(Root(), "samples", "hr")));
        string straight = Path.Combine(folder, "straight"), killed = Path.Combine(folder, "killed");
        var run = ProgramRun.Of("train", "--config", config, "-o", straight, "--device", "cpu");
        Assert.True(run.Code == 0, run.Error);

        run = ProgramRun.Of(null, new Dictionary<string, string> { [StartupHook.KillAt] = "step 5/" }, ["train", "--config", config, "-o", killed, "--device", "cpu"]);
        Assert.NotEqual(0, run.Code);
        Assert.Equal(5, LoggedSteps(killed));
        Assert.True(File.Exists(Path.Combine(killed, "state.safetensors")));
        run = ProgramRun.Of("train", "--config", config, "-o", killed, "--device", "cpu");
        Assert.True(run.Code == 0, run.Error);

        foreach (var file in new[] { "state.safetensors", "model.safetensors" })
            Assert.True(File.ReadAllBytes(Path.Combine(straight, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(killed, file))), file);
        Assert.Equal(Steps, LoggedSteps(killed));
    }

    [Fact]
    public void Unknown_key_is_named_with_its_place_and_the_nearest_key()
    {
        var config = Write(Configuration("photos").Replace("lr: 1.0e-3", "lrr: 1.0e-3", StringComparison.Ordinal));

        var run = ProgramRun.Of("train", "--config", config, "-o", Path.Combine(folder, "run"));

        Assert.Equal((2, false), (run.Code, run.LoadsLibtorch));
        Assert.StartsWith($"{config}:5:10: unknown key 'lrr' in 'optim'; did you mean 'lr'?", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "run")));
    }

    [Fact]
    public void Missing_data_is_one_line_that_names_the_expected_layout()
    {
        var config = Write(Configuration("no-such-photos"));

        var run = ProgramRun.Of("train", "--config", config, "-o", Path.Combine(folder, "run"));

        Assert.Equal(3, run.Code);
        Assert.StartsWith("Training data: the folder 'no-such-photos' does not exist. Expected is ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "run")));
    }

    [Fact]
    public void Crop_that_a_loss_cannot_take_is_refused_before_anything_is_loaded_or_made()
    {
        var run = ProgramRun.Of("train", "--config", "lite/student", "--set", "data.crop=64", "-o", Path.Combine(folder, "run"));

        Assert.Equal((2, false), (run.Code, run.LoadsLibtorch));
        Assert.StartsWith("data.crop is 64; loss.perceptual with r18 needs at least 72", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "run")));
    }

    private static string Configuration(string photos) => $$"""
        stage: teacher
        codec: { type: pixel_unshuffle }
        model: { type: lite, in_channels: 48, model_channels: 64, channel_mult: [1, 1], down_blocks: 1, middle_blocks: 1, up_blocks: 1, embed_dim: 32 }
        diffusion: { steps: 4, min_noise_level: 0.1, kappa: 1.0, cap_start: true, sf: 4 }
        optim: { lr: 1.0e-3, warmup: 2 }
        train: { iterations: {{Steps}}, batch: 2, microbatch: 2, seed: 3, save_every: 3, val_every: 0, log_every: 1, precision: fp32 }
        data: { train: ['{{photos}}'], crop: 128 }
        """;

    private static int LoggedSteps(string run)
    {
        var log = Path.Combine(run, "log.jsonl");
        return File.Exists(log) ? File.ReadAllText(log).Count(c => c == '\n') : 0;
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "TadSr.sln")))
            at = at.Parent;
        return at.FullName;
    }

    private string Write(string yaml)
    {
        var path = Path.Combine(folder, "train.yaml");
        File.WriteAllText(path, yaml);
        return path;
    }
}
