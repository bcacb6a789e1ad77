namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class DegradeTests : IDisposable
{
    private static readonly string Samples = Path.Combine(Root(), "samples");
    private readonly string folder = Directory.CreateTempSubdirectory("tadsr-degrade-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Samples_can_be_made_again()
    {
        var run = ProgramRun.Of("degrade", "-i", Path.Combine(Samples, "hr"), "-o", folder, "--seed", "2");
        Assert.Equal((0, "8 written, 0 failed\n", false), (run.Code, run.Output, run.LoadsLibtorch));
        var made = Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(Directory.GetFiles(Path.Combine(Samples, "lr")).Select(Path.GetFileName).Order(StringComparer.Ordinal), made);
    }

    [Fact]
    public void Preset_makes_a_test_set_and_takes_no_other_damage()
    {
        var run = ProgramRun.Of("degrade", "--preset", "imagenet-test", "-i", Path.Combine(Samples, "hr", "street.png"), "-o", folder);
        Assert.Equal((0, "1 written, 0 failed\n", false), (run.Code, run.Output, run.LoadsLibtorch));
        Assert.True(File.Exists(Path.Combine(folder, "lr", "street.png")) && File.Exists(Path.Combine(folder, "hr", "street.png")));
        var both = ProgramRun.Of("degrade", "--preset", "imagenet-test", "--config", "faces", "-i", Samples, "-o", folder);
        Assert.Equal((2, "--preset says all of the damage; leave --config and --set out."), (both.Code, Assert.Single(both.ErrorLines)));
    }

    [Fact]
    public void Missing_input_and_unknown_preset_are_one_line()
    {
        var missing = ProgramRun.Of(folder, null, ["degrade", "-i", "not-there", "-o", "out"]);
        Assert.Equal((3, "not-there: there is no such file or folder."), (missing.Code, Assert.Single(missing.ErrorLines)));
        var preset = ProgramRun.Of(folder, null, ["degrade", "-i", Samples, "-o", "out", "--config", "lite/studnet"]);
        Assert.Equal(3, preset.Code);
        Assert.Contains("did you mean 'lite/student'?", Assert.Single(preset.ErrorLines), StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TadSr.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
