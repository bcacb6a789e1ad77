using TadSr.Inference;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>Exit codes of the program.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>A defect of the program, or a machine that it cannot run on.</summary>
    InternalError = 1,

    /// <summary>Wrong usage or configuration.</summary>
    Usage = 2,

    /// <summary>A file that is missing, unreadable or of the wrong kind stopped everything.</summary>
    BadFile = 3,

    /// <summary>Some inputs failed, the rest is done.</summary>
    Partial = 4,

    /// <summary>Out of memory or disk.</summary>
    OutOfResources = 5,

    /// <summary>Training stopped on a value that is not finite.</summary>
    NonFinite = 6,

    /// <summary>Interrupted from the keyboard.</summary>
    Interrupted = 130,

    /// <summary>Asked to terminate.</summary>
    Terminated = 143,
}

/// <summary>What the library's answers mean as exit codes: the one place that says so.</summary>
internal static class ExitCodes
{
    /// <summary>The code of an error that ends the program.</summary>
    public static ExitCode Of(ErrorKind kind) => kind switch
    {
        ErrorKind.Environment => ExitCode.InternalError,
        ErrorKind.Usage => ExitCode.Usage,
        ErrorKind.BadFile => ExitCode.BadFile,
        ErrorKind.OutOfResources => ExitCode.OutOfResources,
        ErrorKind.NonFinite => ExitCode.NonFinite,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
    };

    /// <summary>Done; partial when some failed or were damaged; the first error's own code when nothing else came of the run.</summary>
    public static ExitCode Of(FolderReport report)
    {
        if (report.Failed.Count == 0)
            return report.Damaged == 0 ? ExitCode.Done : ExitCode.Partial;
        var hasResults = report.Written.Count > 0 || report.Skipped.Any(item => item.Output is not null);
        return hasResults ? ExitCode.Partial : Of(report.Failed[0].Problem!.Kind);
    }

    /// <summary>Done; partial where something was not measured; bad file where nothing was.</summary>
    public static ExitCode Of(EvaluationReport report) =>
        report.Metrics.All(metric => metric.Count == 0) ? ExitCode.BadFile
        : report.Skipped.Count + report.Failures.Count > 0 ? ExitCode.Partial
        : ExitCode.Done;

    /// <summary>Of several methods: bad file where nothing of any was measured, partial where something is missing.</summary>
    public static ExitCode Of(IReadOnlyList<EvaluationReport> reports)
    {
        var codes = reports.Select(Of).ToHashSet();
        return codes.Count == 1 ? codes.First() : ExitCode.Partial;
    }
}
