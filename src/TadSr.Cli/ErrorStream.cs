using Spectre.Console;

namespace TadSr.Cli;

/// <summary>The error stream: lines that stay and, on a terminal, one line of progress below them that is drawn again and again.
/// Messages come through <see cref="Messages"/>, progress directly.</summary>
internal sealed class ErrorStream
{
    private const string ClearLine = "\r\e[2K";
    private const int AnyWidth = 1 << 16;

    private readonly Lock gate = new();
    private readonly TextWriter writer;
    private readonly Lazy<IAnsiConsole>? terminal;
    private bool drawn;

    /// <summary>Takes a writer.</summary>
    /// <param name="writer">Where the lines go; this class alone writes to it.</param>
    /// <param name="isTerminal">Whether lines can be drawn over and coloured.</param>
    public ErrorStream(TextWriter writer, bool isTerminal)
    {
        this.writer = writer;
        terminal = isTerminal ? new Lazy<IAnsiConsole>(() => Open(writer)) : null;
    }

    /// <summary>Whether lines can be drawn over.</summary>
    public bool IsTerminal => terminal is not null;

    /// <summary>Writes a line that stays.</summary>
    /// <param name="text">The line.</param>
    /// <param name="color">Its colour on a terminal.</param>
    public void WriteLine(string text, string color = "default") => Write(() =>
    {
        if (terminal is null)
            writer.WriteLine(text);
        else
            terminal.Value.MarkupLine($"[{color}]{Markup.Escape(text)}[/]");
    });

    /// <summary>Draws the line of progress of a terminal; the next line or drawing replaces it.</summary>
    /// <param name="markup">The line in the markup of Spectre.Console.</param>
    public void Draw(string markup) => Write(() =>
    {
        terminal!.Value.Markup(markup);
        drawn = true;
    });

    /// <summary>Removes the line of progress.</summary>
    public void Clear() => Write(() => { });

    private void Write(Action write)
    {
        lock (gate)
        {
            try
            {
                if (drawn)
                    writer.Write(ClearLine);
                drawn = false;
                write();
            }
            catch (IOException)
            {
                // A closed terminal takes no line; the work goes on and is saved all the same.
            }
        }
    }

    // The terminal itself breaks long lines, so that a path can be copied from it in one piece.
    private static IAnsiConsole Open(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = AnyWidth;
        return console;
    }
}
