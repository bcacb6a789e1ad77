using System.CommandLine;
using System.Runtime.InteropServices;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class InterruptionTests
{
    private const string Stopping = "stopping: finishing what must not be left half done; a second signal ends at once.";
    private const string Stopped = "stopped before the end.";

    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    [InlineData(PosixSignal.SIGHUP, 143)]
    public async Task Signal_cancels_the_command_and_waits_until_it_has_saved(PosixSignal signal, int code)
    {
        var signals = new TestSignals();
        var saved = false;
        var errors = new StringWriter();

        var exit = await RunAsync(errors, signals, async cancellation =>
        {
            Assert.True(signals.Raise(signal));
            try
            {
                await Task.Delay(Timeout.Infinite, cancellation);
            }
            finally
            {
                await Task.Yield();
                saved = true;
            }
        });

        Assert.Equal((code, true), (exit, saved));
        Assert.Equal([Stopping, Stopped], Lines(errors));
        Assert.False(signals.Raise(signal), "nobody listens after the end");
    }

    [Fact]
    public async Task Second_signal_is_left_to_the_system_and_changes_nothing()
    {
        var signals = new TestSignals();
        var errors = new StringWriter();

        var exit = await RunAsync(errors, signals, async cancellation =>
        {
            Assert.True(signals.Raise(PosixSignal.SIGTERM));
            Assert.False(signals.Raise(PosixSignal.SIGINT));
            await Task.Delay(Timeout.Infinite, cancellation);
        });

        Assert.Equal(143, exit);
        Assert.Equal([Stopping, Stopped], Lines(errors));
    }

    [Fact]
    public async Task Signal_reaches_only_the_run_that_listens_to_its_source()
    {
        TestSignals first = new(), second = new();
        StringWriter firstErrors = new(), secondErrors = new();
        var bothRun = new TaskCompletionSource();
        var firstEnded = new TaskCompletionSource();

        var undisturbed = RunAsync(secondErrors, second, async cancellation =>
        {
            bothRun.SetResult();
            await firstEnded.Task;
            cancellation.ThrowIfCancellationRequested();
        });
        var stopped = await RunAsync(firstErrors, first, async cancellation =>
        {
            await bothRun.Task;
            Assert.True(first.Raise(PosixSignal.SIGINT));
            await Task.Delay(Timeout.Infinite, cancellation);
        });
        firstEnded.SetResult();

        Assert.Equal((130, 0), (stopped, await undisturbed));
        Assert.Equal([Stopping, Stopped], Lines(firstErrors));
        Assert.Empty(secondErrors.ToString());
    }

    [Fact]
    public async Task Closed_terminal_takes_no_message_and_stops_nothing()
    {
        var signals = new TestSignals();

        var exit = await RunAsync(new ClosedWriter(), signals, async cancellation =>
        {
            Assert.True(signals.Raise(PosixSignal.SIGHUP));
            await Task.Delay(Timeout.Infinite, cancellation);
        });

        Assert.Equal(143, exit);
    }

    private static Task<int> RunAsync(TextWriter errors, TestSignals signals, Func<CancellationToken, Task> action)
    {
        var wait = new Command("wait", "Waits for a signal.");
        wait.SetAction((_, cancellation) => action(cancellation));
        return Shell.RunAsync(new RootCommand("Test.") { wait }, ["wait"], new ErrorStream(errors, isTerminal: false), signals.Listen);
    }

    private static string[] Lines(StringWriter errors) => errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private sealed class ClosedWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Input/output error");
    }
}
