using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TadSr.Inference;

namespace TadSr.Cli.Rendering;

/// <summary>Shows how an upscaling run goes on: a message for every finished file, and between them the progress, a bar on a
/// terminal and plain lines elsewhere.</summary>
internal abstract partial class ProgressDisplay : IProgress<FolderProgress>, IDisposable
{
    private readonly ILogger log;

    /// <summary>Creates the display of a run.</summary>
    protected ProgressDisplay(Messages messages)
    {
        Stream = messages.Stream;
        using var loggers = messages.CreateLoggers();
        log = loggers.CreateLogger("infer");
    }

    /// <summary>Where progress goes.</summary>
    protected ErrorStream Stream { get; }

    /// <summary>Chooses the display.</summary>
    public static ProgressDisplay Create(ParseResult result)
    {
        var messages = Messages.Of(result);
        return messages.Stream.IsTerminal ? new TerminalProgress(messages) : new PlainProgress(messages);
    }

    /// <inheritdoc/>
    public void Report(FolderProgress value)
    {
        var (item, percent) = (value.Item, Percent(value));
        var (notes, reason) = (string.Concat(value.Notes.Select(note => $" ({note})")), string.Join("; ", value.Notes));
        if (value.Event == FolderEvent.Written)
            Written(log, percent, item.Input, item.Output, notes);
        else if (value.Event == FolderEvent.Skipped)
            Skipped(log, item.Input, reason);
        else if (value.Event == FolderEvent.Failed)
            Failed(log, item.Problem, reason);
        Show(value);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Shows the progress; of a finished file the message is out.</summary>
    protected abstract void Show(FolderProgress value);

    /// <summary>Whole percents; 100 only when everything is written.</summary>
    protected static int Percent(FolderProgress value) => (int)Math.Floor(value.Fraction * 100);

    /// <summary>Hours, minutes and seconds that are left.</summary>
    protected static string Left(FolderProgress value)
        => value.Remaining is { } time ? time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture) + " left" : "estimating";

    [LoggerMessage(Level = LogLevel.Information, Message = "[{Percent,3} %] {Input} -> {Output}{Notes}")]
    private static partial void Written(ILogger log, int percent, string input, string? output, string notes);

    [LoggerMessage(Level = LogLevel.Information, Message = "skipped {Input}: {Reason}")]
    private static partial void Skipped(ILogger log, string input, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}")]
    private static partial void Failed(ILogger log, Exception? problem, string reason);
}
