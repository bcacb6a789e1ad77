using System.Globalization;
using TadSr.Inference;

namespace TadSr.Cli.Rendering;

/// <summary>Shows how an upscaling run goes on, on the error stream: a bar on a terminal, plain lines elsewhere.</summary>
internal abstract class ProgressDisplay : IProgress<FolderProgress>, IDisposable
{
    /// <summary>Chooses the display.</summary>
    public static ProgressDisplay Create() => Console.IsErrorRedirected ? new PlainProgress(Console.Error) : new TerminalProgress();

    /// <inheritdoc/>
    public abstract void Report(FolderProgress value);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Whole percents; 100 only when everything is written.</summary>
    protected static int Percent(FolderProgress value) => (int)Math.Floor(value.Fraction * 100);

    /// <summary>The line for a file that is finished, whatever came of it.</summary>
    protected static string Line(FolderProgress value) => value.Event switch
    {
        FolderEvent.Written => $"{value.Item.Input} -> {value.Item.Output}" + string.Concat(value.Notes.Select(note => $" ({note})")),
        FolderEvent.Skipped => $"skipped {value.Item.Input}: {string.Join("; ", value.Notes)}",
        _ => $"error: {string.Join("; ", value.Notes)}",
    };

    /// <summary>Hours, minutes and seconds that are left.</summary>
    protected static string Left(FolderProgress value)
        => value.Remaining is { } time ? time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture) + " left" : "estimating";
}
