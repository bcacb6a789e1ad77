using System.Text.Json;
using TadSr.Imaging;

namespace TadSr.Cli.Tests;

/// <summary>Which model <c>tadsr infer</c> takes and what it says of it.</summary>
[Trait("Kind", "Unit")]
public sealed class InferModelTests(InferFixture fixture) : IClassFixture<InferFixture>
{
    [Theory]
    [InlineData("lite", null, "tadsr-lite-x4.safetensors", "x4, 1 step(s), seed 12345, fp32", 1, true)]
    [InlineData("general", null, "realesr-general-x4v3.safetensors", "x4, fp32", 0, false)]
    [InlineData("general", "0.5", "0.5 realesr-general-x4v3.safetensors + 0.5 realesr-general-wdn-x4v3.safetensors", "x4, fp32", 0, false)]
    [InlineData("wdn", null, "realesr-general-wdn-x4v3.safetensors", "x4, fp32", 0, false)]
    public void Model_that_comes_with_the_program_is_taken_by_name(string name, string? denoise, string weights, string settings, int steps, bool repairsColours)
    {
        var folder = fixture.NewFolder();
        var input = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 24, 18);

        var run = fixture.Infer(["-i", input, "-o", Path.Combine(folder, "out"), "--weights", name, "--manifest", .. denoise is null ? (string[])[] : ["--denoise", denoise]]);

        Assert.Equal(0, run.Code);
        Assert.StartsWith($"{weights} (", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains($"): {settings}, tiles of", run.ErrorLines[0], StringComparison.Ordinal);
        using var entry = JsonDocument.Parse(Assert.Single(File.ReadAllLines(Path.Combine(folder, "out", "tadsr-manifest.jsonl"))));
        Assert.Equal(weights, entry.RootElement.GetProperty("weights").GetString());
        // Where nothing is sampled, nothing depends on steps and seed.
        Assert.Equal((steps, steps > 0), (entry.RootElement.TryGetProperty("steps", out var taken) ? taken.GetInt32() : 0, entry.RootElement.TryGetProperty("seed", out _)));
        Assert.Equal(repairsColours, entry.RootElement.GetProperty("color_fix").GetBoolean());
        var pixels = ImageFile.Read(Path.Combine(folder, "out", "a.png")).Pixels;
        Assert.Equal((96, 72), (pixels.Width, pixels.Height));
    }

    [Fact]
    public void Word_that_is_neither_a_model_nor_a_file_names_the_models()
    {
        var folder = fixture.NewFolder();
        var input = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 8, 8);

        var run = fixture.Infer("-i", input, "-o", Path.Combine(folder, "out"), "--weights", "General");

        Assert.Equal((3, "General: there is no such file, and no model of that name comes with the program; use lite, general, wdn or the path of a weight file."), (run.Code, Assert.Single(run.ErrorLines)));
    }

    [Theory]
    [InlineData("--denoise is 0.5, but only the model 'general' has a second file to mix with; leave it out.", "--weights", "lite", "--denoise", "0.5")]
    [InlineData("--steps is 4, but a SRVGGNetCompact is no diffusion network and has no steps; leave it out.", "--weights", "general", "--steps", "4")]
    public void Option_that_does_not_fit_the_model_is_a_usage_error(string line, params string[] options)
    {
        var folder = fixture.NewFolder();
        var input = InferFixture.WritePattern(Path.Combine(folder, "a.png"), 8, 8);

        var run = fixture.Infer(["-i", input, "-o", Path.Combine(folder, "out"), .. options]);

        Assert.Equal((2, line), (run.Code, Assert.Single(run.ErrorLines)));
        Assert.False(Directory.Exists(Path.Combine(folder, "out")));
    }
}
