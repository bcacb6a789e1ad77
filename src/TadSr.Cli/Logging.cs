using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>Where the library's messages go: the error stream, and the file of <c>--log-file</c>.</summary>
internal static class Logging
{
    private const long LargestFile = 64L << 20;

    /// <summary>Creates the loggers of one command; dispose the factory when the command ends, so that the file is complete.</summary>
    public static ILoggerFactory Create(ParseResult result)
    {
        var options = CommonOptions.Of(result);
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(options.Verbose ? LogEventLevel.Debug : LogEventLevel.Information)
            .WriteTo.Logger(plain => plain.Filter.ByIncludingOnly(entry => entry.Level < LogEventLevel.Warning)
                .WriteTo.Console(outputTemplate: "{Message:lj}{NewLine}", formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose))
            .WriteTo.Logger(named => named.Filter.ByIncludingOnly(entry => entry.Level >= LogEventLevel.Warning)
                .WriteTo.Console(outputTemplate: "{Level:w}: {Message:lj}{NewLine}", formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose));
        if (options.LogFile is { } file)
        {
            logger.WriteTo.File(
                file,
                outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:w4} {SourceContext} {Message:lj}{NewLine}{Exception}",
                formatProvider: CultureInfo.InvariantCulture,
                fileSizeLimitBytes: LargestFile);
        }
        return new SerilogLoggerFactory(logger.CreateLogger(), dispose: true);
    }

    /// <summary>Writes an error with its stack trace to the log file; a log that cannot be written must not hide the error.</summary>
    public static void Record(string file, Exception error)
    {
        try
        {
            var time = DateTimeOffset.Now.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
            File.AppendAllText(file, $"{time} error {error}{Environment.NewLine}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"warning: {file}: the log cannot be written: {failure.Message}");
        }
    }

    /// <summary>Makes sure that a log file can be written; Serilog itself would report a file that it cannot open nowhere.</summary>
    /// <exception cref="TadSrException">It cannot.</exception>
    public static void CheckWritable(string file)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
                Directory.CreateDirectory(folder);
            using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"--log-file {file}: it cannot be written: {error.Message}", ExitCode.BadFile, error);
        }
    }
}
