using System.Globalization;
using Spectre.Console;
using TadSr.Inference;

namespace TadSr.Cli.Rendering;

/// <summary>One line with a bar that is drawn again and again; the messages of finished files scroll above it.</summary>
/// <param name="messages">The messages of the run.</param>
internal sealed class TerminalProgress(Messages messages) : ProgressDisplay(messages)
{
    private const int BarWidth = 24, LongestName = 24;

    /// <inheritdoc/>
    protected override void Show(FolderProgress value)
    {
        if (value.Event != FolderEvent.Working)
            return;
        var filled = (int)(value.Fraction * BarWidth);
        var bar = $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
        var name = Path.GetFileName(value.Item.Input);
        Stream.Draw(string.Create(CultureInfo.InvariantCulture, $"{bar} {Percent(value),3} % {value.Number} of {value.Count} {Markup.Escape(Left(value))} [grey]{Markup.Escape(name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name)}[/]"));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Stream.Clear();
        base.Dispose();
    }
}
