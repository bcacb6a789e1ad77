using System.Runtime.InteropServices;

namespace TadSr.Cli;

/// <summary>Starts to listen to a signal; disposing the result ends that. The program takes the signals of its process.</summary>
/// <param name="signal">The signal.</param>
/// <param name="handler">Called on any thread whenever it arrives.</param>
internal delegate IDisposable SignalSource(PosixSignal signal, Action<PosixSignalContext> handler);
