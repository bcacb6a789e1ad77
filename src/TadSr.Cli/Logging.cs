using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace TadSr.Cli;

/// <summary>What commands give to the library, so that its messages go the way of all others.</summary>
internal static class Logging
{
    /// <summary>The loggers of one command.</summary>
    public static ILoggerFactory Create(ParseResult result) => Messages.Of(result).CreateLoggers();
}
