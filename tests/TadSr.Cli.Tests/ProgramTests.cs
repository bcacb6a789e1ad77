namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class ProgramTests
{
    [Fact]
    public void Help_prints_the_purpose_and_loads_no_libtorch_when_asked_for()
    {
        var run = ProgramRun.Of("--help");

        Assert.Equal((0, "", false), (run.Code, run.Error, run.LoadsLibtorch));
        Assert.Contains("super-resolution", run.Output, StringComparison.Ordinal);
        Assert.Contains("tadsr [command] [options]", run.Output, StringComparison.Ordinal);
        Assert.Contains("--log-file <file>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_is_that_of_the_assembly()
    {
        var run = ProgramRun.Of("--version");

        Assert.Equal((0, "", false), (run.Code, run.Error, run.LoadsLibtorch));
        Assert.StartsWith($"{typeof(Shell).Assembly.GetName().Version!.ToString(3)}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Usage_error_is_one_line_and_exit_code_2()
    {
        var run = ProgramRun.Of("--verbos");

        Assert.Equal((2, "", false), (run.Code, run.Output, run.LoadsLibtorch));
        Assert.Equal(["unknown option '--verbos'; did you mean '--verbose'? Run 'tadsr --help' for the usage."], run.ErrorLines);
    }
}
