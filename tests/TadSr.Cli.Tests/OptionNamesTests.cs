using System.Reflection;
using TadSr.Inference;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class OptionNamesTests
{
    [Fact]
    public void Every_setting_that_messages_name_has_its_option()
    {
        var settings = typeof(Setting).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(settings.Order(StringComparer.Ordinal), OptionNames.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Message_of_the_library_is_put_into_the_words_of_the_program() => Assert.Equal(
        "use a smaller --tile, or raise --max-memory", OptionNames.InWords($"use a smaller {Setting.Tile}, or raise {Setting.MaxMemory}"));

    [Fact]
    public void Exit_code_of_a_folder_run_is_the_first_errors_when_nothing_else_came_of_it()
    {
        FolderItem good = new("a.png", "out/a.png", null, Imaging.PictureFormat.Png);
        var bad = good with { Problem = new TadSrException("too large", ErrorKind.OutOfResources) };
        var done = good with { SkipReason = "is already there" };
        var text = good with { Output = null, SkipReason = "not a picture" };

        Assert.Equal(ExitCode.Done, ExitCodes.Of(new FolderReport([good], [text], [])));
        Assert.Equal(ExitCode.Partial, ExitCodes.Of(new FolderReport([good], [], [bad])));
        Assert.Equal(ExitCode.Partial, ExitCodes.Of(new FolderReport([], [done], [bad])));
        Assert.Equal(ExitCode.OutOfResources, ExitCodes.Of(new FolderReport([], [text], [bad])));
    }

    [Fact]
    public void Exit_code_of_an_evaluation_tells_whether_all_was_measured()
    {
        var description = new MetricDescription("psnr", "", "rgb", 0, HigherIsBetter: true, NeedsReference: true, "float64", []);
        var (full, empty) = (new MetricResult("psnr", description, [30.0], null, []), new MetricResult("ssim", description, [null], null, []));
        var problem = new EvaluationProblem("a.png", "ssim", "is 1 x 1");

        Assert.Equal(ExitCode.Done, ExitCodes.Of(new EvaluationReport("a", "b", ["a.png"], [full], [], [])));
        Assert.Equal(ExitCode.Partial, ExitCodes.Of(new EvaluationReport("a", "b", ["a.png"], [full, empty], [], [problem])));
        Assert.Equal(ExitCode.BadFile, ExitCodes.Of(new EvaluationReport("a", "b", ["a.png"], [empty], [], [problem])));
    }
}
