using System.Runtime.InteropServices;

namespace TadSr.Cli.Tests;

/// <summary>Signals that a test raises itself. Those of the process would reach every test in it.</summary>
internal sealed class TestSignals
{
    private readonly Dictionary<PosixSignal, Action<PosixSignalContext>> handlers = [];

    /// <summary>The source for a run.</summary>
    public IDisposable Listen(PosixSignal signal, Action<PosixSignalContext> handler)
    {
        handlers.Add(signal, handler);
        return new Registration(() => handlers.Remove(signal));
    }

    /// <summary>Raises a signal.</summary>
    /// <returns>Whether the run took it; the system would end the process otherwise.</returns>
    public bool Raise(PosixSignal signal)
    {
        var context = new PosixSignalContext(signal);
        if (handlers.TryGetValue(signal, out var handler))
            handler(context);
        return context.Cancel;
    }

    private sealed class Registration(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
