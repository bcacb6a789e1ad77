using System.Globalization;
using Spectre.Console;
using TadSr.Inference;

namespace TadSr.Cli.Rendering;

/// <summary>One line with a bar that is drawn again and again; the lines of finished files scroll above it.</summary>
internal sealed class TerminalProgress : ProgressDisplay
{
    private const int BarWidth = 24;
    private const string ClearLine = "\r\e[2K";

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <inheritdoc/>
    public override void Report(FolderProgress value)
    {
        Console.Error.Write(ClearLine);
        if (value.Event != FolderEvent.Working)
        {
            var color = value.Event switch { FolderEvent.Written => "default", FolderEvent.Skipped => "grey", _ => "red" };
            console.MarkupLine($"[{color}]{Markup.Escape(Line(value))}[/]");
            return;
        }
        var filled = (int)(value.Fraction * BarWidth);
        var bar = $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
        var name = Path.GetFileName(value.Item.Input);
        console.Markup(string.Create(CultureInfo.InvariantCulture, $"{bar} {Percent(value),3} % {value.Number} of {value.Count} {Markup.Escape(Left(value))} [grey]{Markup.Escape(name.Length > 30 ? name[..29] + "…" : name)}[/]"));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Console.Error.Write(ClearLine);
        base.Dispose();
    }
}
