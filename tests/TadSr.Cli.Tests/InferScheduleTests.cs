using System.Text.Json;
using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;

namespace TadSr.Cli.Tests;

/// <summary>Schedule, sampler and the published programs' settings of <c>tadsr infer</c>.</summary>
[Trait("Kind", "Unit")]
public sealed class InferScheduleTests(InferFixture fixture) : IClassFixture<InferFixture>
{
    [Fact]
    public void Assumed_schedule_is_printed_with_its_reason_and_stands_in_the_manifest()
    {
        var (folder, weights) = WritePublished("SinSR_v1.safetensors");

        var run = Infer(folder, weights);

        Assert.Equal(0, run.Code);
        Assert.Contains(
            "warning: SinSR_v1.safetensors says nothing of its schedule; realsr (15 steps, min_noise_level 0.04, x4) is assumed, because its shapes fit it and its name speaks for no other; " +
            "a student, as its name does not contain 'resshift'. --schedule names another.",
            run.ErrorLines);
        var schedule = Schedule(folder);
        Assert.Equal(("assumed", "realsr", 15), (schedule.GetProperty("source").GetString(), schedule.GetProperty("name").GetString(), schedule.GetProperty("steps").GetInt32()));
        Assert.StartsWith("its shapes fit it", schedule.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Given_schedule_and_sampler_are_taken_without_a_word()
    {
        var (folder, weights) = WritePublished("resshift_realsrx4_s15_v1.safetensors");

        var run = Infer(folder, weights, "--schedule", "realsr-v3", "--steps", "4", "--sampler", "ddpm");

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain("assumed", run.Error, StringComparison.Ordinal);
        Assert.Contains("4 step(s) of ddpm, seed", run.Error, StringComparison.Ordinal);
        Assert.Equal(("given", 4), (Schedule(folder).GetProperty("source").GetString(), Schedule(folder).GetProperty("steps").GetInt32()));
    }

    [Fact]
    public void Strict_run_is_refused_with_every_difference_from_the_published_program()
    {
        var (folder, weights) = WritePublished("resshift_realsrx4_s15_v1.safetensors");

        var run = Infer(folder, weights, "--schedule", "realsr", "--strict");
        Assert.Equal((2, "--strict: this differs from the program of ResShift: --tile is 128, there 512; --overlap is 32, there 64; --blend is ramp, there average; " +
            "--color-fix is on, there off; --steps is 1, there 15; --sampler is one-step, there ddpm; --precision is fp32, there fp16."), (run.Code, run.ErrorLines[^1]));
        Assert.Equal("warning: not for commercial use: resshift_realsrx4_s15_v1.pth (licence S-Lab 1.0, non-commercial), autoencoder_vq_f4.pth (licence S-Lab 1.0, non-commercial).", run.ErrorLines[0]);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));

        run = Infer(folder, weights, "--schedule", "realsr", "--steps", "15", "--sampler", "ddpm", "--tile", "512", "--overlap", "64", "--blend", "average", "--color-fix", "off", "--strict");
        Assert.Equal((2, "--strict: this differs from the program of ResShift: --precision is fp32, there fp16."), (run.Code, run.ErrorLines[^1]));
    }

    [Theory]
    [InlineData("--strict: tadsr-lite-x4.safetensors is of no network that was published with a program of its own; leave it out.", "--weights", "lite", "--strict")]
    [InlineData("--strict: this differs from the program of Real-ESRGAN: --tile is 256, there 0; --precision is fp32, there fp16.", "--weights", "general", "--strict")]
    [InlineData("--precision is fp16, which is for CUDA, and the device is cpu; use fp32 or bf16.", "--weights", "general", "--precision", "fp16", "--device", "cpu")]
    [InlineData("--sampler is ddpm, but --steps is 1, which is one prediction without a sampler; give the number of steps too.", "--weights", "lite", "--sampler", "ddpm")]
    [InlineData("--schedule is given, but a SRVGGNetCompact is no diffusion network and has none; leave it out.", "--weights", "general", "--schedule", "realsr")]
    public void Setting_that_does_not_fit_the_model_is_a_usage_error(string line, params string[] options)
    {
        var folder = fixture.NewFolder();
        var input = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 8, 8);

        var run = ProgramRun.Of(["infer", "-i", input, "-o", Path.Combine(folder, "out"), .. options.Contains("--precision") ? (string[])[] : ["--precision", "fp32"], .. options]);

        Assert.Equal((2, line), (run.Code, Assert.Single(run.ErrorLines)));
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
    }

    private (string Folder, string Weights) WritePublished(string name)
    {
        Backend.Load();
        var folder = fixture.NewFolder();
        var weights = Path.Combine(folder, name);
        using var network = new SwinUnet(new SwinUnetConfig
        {
            ModelChannels = 32,
            ChannelMult = [1, 2],
            ResBlocks = [1, 1],
            AttentionResolutions = [32],
            SwinEmbedDim = 32,
            HeadChannels = 32,
            WindowSize = 4,
        });
        using var codec = new Vqgan(new VqganConfig { Channels = 32, ChannelMult = [1, 1, 1], ResBlocks = [1, 1, 1], Codes = 16 });
        AnalyticFill.Apply(network, FillRule.Networks);
        AnalyticFill.Apply(codec, FillRule.Networks);
        SafetensorsWriter.Write(weights, StateDict.Of(network), null);
        SafetensorsWriter.Write(Path.Combine(folder, "autoencoder_vq_f4.safetensors"), StateDict.Of(codec), null);
        InferFixture.WritePattern(Path.Combine(folder, "a.png"), 24, 16);
        return (folder, weights);
    }

    private ProgramRun Infer(string folder, string weights, params string[] options) =>
        fixture.Infer(["-i", Path.Combine(folder, "a.png"), "-o", Path.Combine(folder, "out"), "--weights", weights, "--manifest", .. options]);

    private static JsonElement Schedule(string folder)
    {
        using var entry = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Path.Combine(folder, "out", "tadsr-manifest.jsonl"))));
        return entry.RootElement.GetProperty("schedule").Clone();
    }
}
