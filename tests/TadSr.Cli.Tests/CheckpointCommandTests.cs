namespace TadSr.Cli.Tests;

public sealed class CheckpointCommandTests : IDisposable
{
    private static readonly string references = Path.Combine(ReferencesRoot(), "checkpoints");
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-checkpoint-").FullName;

    public static TheoryData<string> Refused()
    {
        var rows = new TheoryData<string>();
        foreach (var line in File.ReadLines(Path.Combine(references, "INDEX.tsv")))
        {
            if (line.Split('\t') is [var name, "refused", ..])
                rows.Add(name);
        }
        return rows;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [Trait("Kind", "Parity")]
    [MemberData(nameof(Refused))]
    public void Inspect_refuses_a_hostile_file_in_one_line_within_200_MB_and_runs_nothing(string name)
    {
        var path = Path.Combine(references, name);
        // The runtime ends the process when its heap would grow beyond the limit.
        var limit = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0xC800000" };

        var run = ProgramRun.Of(folder, limit, ["inspect", path]);

        Assert.Equal((3, "", false), (run.Code, run.Output, run.LoadsLibtorch));
        Assert.StartsWith(path, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Inspect_shows_layout_parameters_and_keys_without_loading_libtorch()
    {
        var run = ProgramRun.Of("inspect", Path.Combine(references, "trainer.pth"), "--keys");

        Assert.Equal((0, "", false), (run.Code, run.Error, run.LoadsLibtorch));
        var lines = run.Output.Split('\n');
        Assert.Contains("format        PyTorch zip", lines);
        Assert.Contains("layout        state_dict", lines);
        Assert.Contains("parameters    120", lines);
        Assert.Contains("0.weight  float32 [4, 3, 3, 3]", lines);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Convert_replaces_no_source_and_mixes_no_two_networks()
    {
        var model = TinyModelFile.WriteTo(folder);
        var bytes = File.ReadAllBytes(model);

        var onto = ProgramRun.Of("convert", model, model, "--force");
        var mixed = ProgramRun.Of("convert", Path.Combine(references, "views.pth"), model, "--mix", model, "--force");
        var unlike = ProgramRun.Of("convert", model, Path.Combine(folder, "new.safetensors"), "--mix", Path.Combine(references, "views.pth"));

        Assert.Equal((2, $"{model}: the target would replace a source; name another file."), (onto.Code, Assert.Single(onto.ErrorLines)));
        Assert.Equal((2, 1), (mixed.Code, mixed.ErrorLines.Length));
        Assert.Equal((3, $"{Path.Combine(references, "views.pth")}: is of no known network, {model} a LiteUnet; only two files of one network can be interpolated."), (unlike.Code, Assert.Single(unlike.ErrorLines)));
        Assert.Equal(bytes, File.ReadAllBytes(model));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Convert_writes_safetensors_once_and_again_only_with_force()
    {
        var source = Path.Combine(references, "views.pth");
        var target = Path.Combine(folder, "views.safetensors");

        var first = ProgramRun.Of("convert", source, target);
        Assert.Equal((0, "", false), (first.Code, first.Error, first.LoadsLibtorch));
        Assert.StartsWith($"{target}: 4 tensors, ", first.Output, StringComparison.Ordinal);

        var bytes = File.ReadAllBytes(target);
        var second = ProgramRun.Of("convert", source, target, "--half");
        Assert.Equal((2, $"{target}: exists already; give --force to replace it."), (second.Code, Assert.Single(second.ErrorLines)));
        Assert.Equal(bytes, File.ReadAllBytes(target));

        var third = ProgramRun.Of("convert", source, target, "--half", "--force");
        Assert.Equal(0, third.Code);
        Assert.True(new FileInfo(target).Length < bytes.Length);
        var inspected = ProgramRun.Of("inspect", target);
        Assert.Contains("tensors       4: float16 (4)\n", inspected.Output, StringComparison.Ordinal);
        Assert.Contains("metadata      source: views.pth (PyTorch zip, plain)\n", inspected.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Convert_marks_lite_models_alone_with_a_revision()
    {
        var target = Path.Combine(folder, "marked.safetensors");

        var other = ProgramRun.Of("convert", Path.Combine(references, "views.pth"), target, "--revision", "2");
        Assert.Equal(3, other.Code);
        Assert.Single(other.ErrorLines);
        Assert.False(File.Exists(target));

        var run = ProgramRun.Of("convert", TinyModelFile.WriteTo(folder), target, "--revision", "2");
        Assert.Equal((0, "", false), (run.Code, run.Error, run.LoadsLibtorch));
        Assert.Contains("metadata      tadsr.revision: 2\n", ProgramRun.Of("inspect", target).Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Convert_interpolates_two_models_and_names_wrong_shares()
    {
        var model = TinyModelFile.WriteTo(folder);
        var target = Path.Combine(folder, "mixed.safetensors");

        var run = ProgramRun.Of("convert", model, target, "--mix", model, "--share", "0.25");
        Assert.Equal((0, "", false), (run.Code, run.Error, run.LoadsLibtorch));
        Assert.Contains("metadata      interpolated: 0.75 tiny.safetensors + 0.25 tiny.safetensors\n", ProgramRun.Of("inspect", target).Output, StringComparison.Ordinal);

        foreach (var share in new[] { "1.5", "NaN" })
            Assert.Equal((2, $"--share is {share}; use 0 to 1. Run 'tadsr convert --help' for the usage."), Ending(ProgramRun.Of("convert", model, target, "--force", "--mix", model, "--share", share)));
        Assert.Equal((2, "--share is given without --mix; name the other checkpoint with --mix."), Ending(ProgramRun.Of("convert", model, target, "--force", "--share", "0.3")));

        var foreign = Path.Combine(references, "views.pth");
        Assert.Equal(
            (3, $"{foreign}: is of no known network, {model} a LiteUnet; only two files of one network can be interpolated."),
            Ending(ProgramRun.Of("convert", model, target, "--force", "--mix", foreign)));
        Assert.Contains("only two files of one network", Ending(ProgramRun.Of("convert", model, target, "--force", "--mix", foreign, "--revision", "2")).Line, StringComparison.Ordinal);

        static (int Code, string Line) Ending(ProgramRun run) => (run.Code, Assert.Single(run.ErrorLines));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Convert_names_a_wrong_target_and_an_unwritable_one()
    {
        var source = Path.Combine(references, "views.pth");

        var wrong = ProgramRun.Of("convert", source, Path.Combine(folder, "a.pth"));
        Assert.Equal(2, wrong.Code);
        Assert.Contains("must end in .safetensors", Assert.Single(wrong.ErrorLines), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "file"), "");
        var unwritable = ProgramRun.Of("convert", source, Path.Combine(folder, "file", "a.safetensors"));
        Assert.Equal(3, unwritable.Code);
        Assert.Contains("cannot be written", Assert.Single(unwritable.ErrorLines), StringComparison.Ordinal);
    }

    private static string ReferencesRoot()
    {
        if (Environment.GetEnvironmentVariable("TADSR_REFERENCES") is { Length: > 0 } given)
            return Path.GetFullPath(given);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TadSr.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("TadSr.sln is not above the test program"), "tests", "TadSr.Tests", "References");
    }
}
