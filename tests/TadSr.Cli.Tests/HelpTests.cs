using System.Diagnostics;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class HelpTests
{
    [Fact]
    public void Program_prints_its_purpose_when_asked_for_help()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "TadSr.Cli.exe" : "TadSr.Cli"), "--help")
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("super-resolution", text, StringComparison.OrdinalIgnoreCase);
    }
}
