using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>Turns Ctrl+C and the request to terminate into cancellation. The command then has all the time that it needs to
/// save its work; a second signal ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly TextWriter errors;
    private int signals;

    /// <summary>Starts to listen.</summary>
    /// <param name="errors">The error stream, which tells the user that the signal was seen.</param>
    public Interruption(TextWriter errors)
    {
        this.errors = errors;
        Listen(PosixSignal.SIGINT, ExitCode.Interrupted);
        Listen(PosixSignal.SIGTERM, ExitCode.Terminated);
        Listen(PosixSignal.SIGHUP, ExitCode.Terminated);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The exit code of an interrupted command.</summary>
    public ExitCode Code { get; private set; } = ExitCode.Interrupted;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Listen(PosixSignal signal, ExitCode code) => registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        if (Interlocked.Increment(ref signals) > 1)
            return;
        context.Cancel = true;
        Code = code;
        source.Cancel();
        try
        {
            errors.WriteLine("stopping: finishing what must not be left half done; a second signal ends at once.");
        }
        catch (IOException)
        {
            // A closed terminal takes no message; the work is saved all the same.
        }
    }));
}
