using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using TadSr.Metrics;

namespace TadSr.Cli.Rendering;

/// <summary>Shows how far an evaluation has come: one line that is drawn again on a terminal, elsewhere a line now and then.</summary>
/// <param name="messages">The messages of the run.</param>
/// <param name="methods">Methods that will be measured.</param>
internal sealed class EvaluationDisplay(Messages messages, int methods) : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> begun = [];
    private long last = Stopwatch.GetTimestamp();

    /// <summary>Shows a picture that is done.</summary>
    public void Report(string method, EvaluationProgress value)
    {
        begun.Add(method);
        var fraction = (begun.Count - 1 + (double)value.Done / value.Total) / methods;
        var where = methods > 1 ? $"{method}: " : "";
        if (messages.Stream.IsTerminal)
        {
            var filled = (int)(fraction * BarWidth);
            messages.Stream.Draw(string.Create(CultureInfo.InvariantCulture, $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/] {Math.Floor(fraction * 100),3} % {Markup.Escape(where)}{value.Done} of {value.Total}"));
        }
        else if (fraction < 1 && Stopwatch.GetElapsedTime(last) >= Interval)
        {
            last = Stopwatch.GetTimestamp();
            messages.Stream.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{Math.Floor(fraction * 100),3} %] {where}{value.Done} of {value.Total}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => messages.Stream.Clear();
}
