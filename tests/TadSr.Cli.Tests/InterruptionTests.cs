using System.CommandLine;
using System.Diagnostics;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class InterruptionTests
{
    [Fact]
    public async Task Signal_cancels_the_command_and_waits_until_it_has_saved()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs kill");
        var saved = false;
        var wait = new Command("wait", "Waits for a signal.");
        wait.SetAction(async (_, cancellation) =>
        {
            // SIGHUP, because the test runner itself ends on the other two.
            using var kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                saved = true;
            }
        });
        var errors = new StringWriter();

        var exit = await Shell.RunAsync(new RootCommand("Test.") { wait }, ["wait"], errors);

        Assert.Equal((143, true), (exit, saved));
        var lines = errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["stopping: finishing what must not be left half done; a second signal ends at once.", "stopped before the end."], lines);
    }
}
