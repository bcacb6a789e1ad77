namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class WeightsCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-weights-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void List_shows_what_is_here_and_what_is_not()
    {
        var run = Run("weights", "list");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var lines = run.Output.Split('\n');
        Assert.EndsWith("  absent", Assert.Single(lines, line => line.StartsWith("musiq_koniq_ckpt-e95806b9.pth  108 MB  Apache-2.0", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith("niqe_pristine.safetensors", Assert.Single(lines, line => line.StartsWith("niqe_pristine.safetensors", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Offline_pull_says_what_it_would_fetch_and_makes_nothing()
    {
        var run = Run("weights", "pull", "musiq", "--offline");

        Assert.Equal((4, ""), (run.Code, run.Error));
        Assert.StartsWith("musiq_koniq_ckpt-e95806b9.pth: not here; would come from https://", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Everything_that_a_run_lacks_is_named_before_any_picture_is_looked_for()
    {
        var infer = Run("infer", "-i", Path.Combine(folder, "nothing.png"), "-o", Path.Combine(folder, "out"), "--weights", "resshift_realsrx4_s15_v1");
        Assert.Equal(3, infer.Code);
        Assert.StartsWith("2 weight files are missing: resshift_realsrx4_s15_v1.pth (ResShift real-world x4, 15 steps, licence S-Lab 1.0, non-commercial; 'tadsr weights pull", Assert.Single(infer.ErrorLines), StringComparison.Ordinal);

        var train = ProgramRun.Of(
            folder, new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder, ["TORCH_HOME"] = folder, ["TADSR_WEIGHTS"] = "" },
            ["train", "--config", "realsr", "-o", "run", "--device", "cpu", "--set", "data.train=[no/such/folder]"]);
        Assert.Equal(3, train.Code);
        var line = Assert.Single(train.ErrorLines);
        Assert.StartsWith("2 weight files are missing: codec.checkpoint weights/autoencoder_vq_f4.pth, known as autoencoder_vq_f4.pth (", line, StringComparison.Ordinal);
        Assert.Contains("; teacher.checkpoint weights/resshift_realsrx4_s15_v1.pth, known as", line, StringComparison.Ordinal);
        Assert.DoesNotContain("no/such/folder", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "run")));
    }

    [Fact]
    public void Pull_of_a_network_brings_its_codec_and_says_what_may_not_be_done_with_it()
    {
        var run = Run("weights", "pull", "SinSR_v1", "--offline");
        Assert.Equal(4, run.Code);
        Assert.Equal(["SinSR_v1.pth: not here", "autoencoder_vq_f4.pth: not here"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';')[0]));
        Assert.Equal("not for commercial use: SinSR_v1.pth (licence CC BY-NC-SA 4.0), autoencoder_vq_f4.pth (licence S-Lab 1.0, non-commercial)", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Wrong_file_in_the_cache_is_found_by_verify_and_path_names_the_place()
    {
        var cache = Path.Combine(folder, "tadsr", "weights");
        Directory.CreateDirectory(cache);
        File.WriteAllText(Path.Combine(cache, "musiq_koniq_ckpt-e95806b9.pth"), "other");

        var (verify, path, unknown) = (Run("weights", "verify"), Run("weights", "path", "niqe_pristine.safetensors"), Run("weights", "pull", "nonsense"));

        Assert.Equal(4, verify.Code);
        Assert.Contains("expected e95806b9...", Assert.Single(verify.ErrorLines), StringComparison.Ordinal);
        Assert.EndsWith(", 1 wrong", verify.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.True(File.Exists(path.Output.TrimEnd()));
        Assert.Equal((2, 1), (unknown.Code, unknown.ErrorLines.Length));
    }

    private ProgramRun Run(params string[] words) =>
        ProgramRun.Of(null, new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder, ["TORCH_HOME"] = folder, ["TADSR_WEIGHTS"] = "" }, words);
}
