using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Display;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>The one way of every message of a run, the library's and the program's: to the error stream and, with
/// <c>--log-file</c>, into the file. Results and progress are no messages.</summary>
internal sealed class Messages : IDisposable
{
    private static readonly MessageTemplateTextFormatter wording = new("{Message:l}", CultureInfo.InvariantCulture);

    private readonly bool verbose;
    private readonly Serilog.ILogger logger;
    private LogFile? file;

    /// <summary>Starts with the error stream alone.</summary>
    /// <param name="stream">The error stream.</param>
    /// <param name="verbose">Whether details and stack traces are messages too.</param>
    public Messages(ErrorStream stream, bool verbose)
    {
        (Stream, this.verbose) = (stream, verbose);
        logger = new LoggerConfiguration().MinimumLevel.Is(verbose ? LogEventLevel.Debug : LogEventLevel.Information).WriteTo.Sink(new Sink(Emit)).CreateLogger();
    }

    /// <summary>The error stream, for progress.</summary>
    public ErrorStream Stream { get; }

    /// <summary>The messages of the run that a command belongs to.</summary>
    public static Messages Of(ParseResult result) => ((CommandInvocation)result.InvocationConfiguration).Messages;

    /// <summary>Appends every further message to a file too.</summary>
    /// <exception cref="TadSrException">It cannot be written.</exception>
    public void AppendTo(string path) => file = LogFile.Open(path);

    /// <summary>Loggers for commands and library; disposing them ends nothing.</summary>
    public ILoggerFactory CreateLoggers() => new SerilogLoggerFactory(logger);

    /// <summary>Says a line.</summary>
    public void Say(string line) => logger.Information("{Line:l}", line);

    /// <summary>Says the line that a run fails with.</summary>
    /// <param name="line">What the user sees.</param>
    /// <param name="error">The error whose stack trace belongs to it, or null.</param>
    public void Fail(string line, Exception? error = null) => logger.Fatal(error, "{Line:l}", line);

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private void Emit(LogEvent entry)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        wording.Format(entry, text);
        var line = OptionNames.InWords(text.ToString().ReplaceLineEndings(" "));
        var trace = entry.Exception is { } error ? Environment.NewLine + ErrorTrace.Of(error, line) : "";
        var (prefix, color) = entry.Level switch
        {
            LogEventLevel.Warning => ("warning: ", "yellow"),
            LogEventLevel.Error => ("error: ", "red"),
            _ => ("", "default"),
        };
        Stream.WriteLine(prefix + line + (verbose ? trace : ""), color);
        if (file?.Append($"{Heading(entry)} {line}{trace}{Environment.NewLine}") is { } failure)
            Stream.WriteLine($"warning: --log-file {file.Path}: it lacks messages from this one on: {failure}", "yellow");
    }

    private static string Heading(LogEvent entry)
    {
        var time = entry.Timestamp.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        var level = entry.Level switch
        {
            LogEventLevel.Verbose or LogEventLevel.Debug => "debug",
            LogEventLevel.Information => "info",
            LogEventLevel.Warning => "warning",
            _ => "error",
        };
        var source = entry.Properties.TryGetValue(Constants.SourceContextPropertyName, out var value) && value is ScalarValue { Value: string name } ? name : Shell.ProgramName;
        return $"{time} {level} {source}";
    }

    private sealed class Sink(Action<LogEvent> emit) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => emit(logEvent);
    }
}
