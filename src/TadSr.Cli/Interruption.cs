using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>Turns Ctrl+C and the request to terminate into cancellation. The command then has all the time that it needs to
/// save its work; a second signal ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly TaskCompletionSource reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> registrations = [];
    private readonly Lock gate = new();
    private readonly Messages messages;
    private bool signalled, closed;

    /// <summary>Starts to listen.</summary>
    /// <param name="messages">Tells the user that the signal was seen.</param>
    /// <param name="signals">Where signals come from.</param>
    public Interruption(Messages messages, SignalSource signals)
    {
        this.messages = messages;
        foreach (var (signal, code) in new[] { (PosixSignal.SIGINT, ExitCode.Interrupted), (PosixSignal.SIGTERM, ExitCode.Terminated), (PosixSignal.SIGHUP, ExitCode.Terminated) })
            registrations.Add(signals(signal, context => Stop(context, code)));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The exit code of an interrupted command.</summary>
    public ExitCode Code { get; private set; } = ExitCode.Interrupted;

    /// <summary>Ends when no message of a signal is on its way, so that it stands before the last one of the command.</summary>
    public Task Settle()
    {
        lock (gate)
            return signalled ? reported.Task : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        lock (gate)
        {
            closed = true;
            source.Dispose();
        }
    }

    private void Stop(PosixSignalContext context, ExitCode code)
    {
        lock (gate)
        {
            if (signalled || closed)
                return;
            signalled = true;
            context.Cancel = true;
            Code = code;
            // Before the message, which may have to wait for the terminal, and not on this thread, which has to write it.
            _ = source.CancelAsync();
        }
        messages.Say("stopping: finishing what must not be left half done; a second signal ends at once.");
        reported.SetResult();
    }
}
