using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>What the user sees of an error, and what the calling script gets.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Line">One line for the error stream.</param>
internal sealed record ErrorReport(ExitCode Code, string Line)
{
    private const int NoSpaceOnUnix = 28;
    private const int QuotaOnLinux = 122;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    /// <summary>Maps an exception to its report: the only place where this happens.</summary>
    /// <param name="error">What ended the command.</param>
    /// <param name="interrupted">The exit code for a cancelled command.</param>
    public static ErrorReport Of(Exception error, ExitCode interrupted)
    {
        var report = error switch
        {
            TadSrException known => new ErrorReport(ExitCodes.Of(known.Kind), known.Message),
            OperationCanceledException => new ErrorReport(interrupted, "stopped before the end."),
            AggregateException { InnerExceptions: [var only] } => Of(only, interrupted),
            _ when AllocationFailure.Is(error) => OutOfMemory(FirstLine(error.Message)),
            IOException when IsDiskFull(error) => new ErrorReport(ExitCode.OutOfResources, $"the disk is full: {error.Message} Free some space or choose another folder."),
            IOException or UnauthorizedAccessException => new ErrorReport(ExitCode.BadFile, error.Message),
            _ => new ErrorReport(ExitCode.InternalError, $"internal error: {error.GetType().Name}: {FirstLine(error.Message)} Run again with --verbose for the details."),
        };
        return report with { Line = report.Line.ReplaceLineEndings(" ") };
    }

    private static ErrorReport OutOfMemory(string reason) =>
        new(ExitCode.OutOfResources, $"out of memory: {reason} Use smaller tiles or a smaller batch, or a machine with more memory.");

    private static bool IsDiskFull(Exception error) =>
        error.HResult is DiskFullOnWindows or HandleDiskFullOnWindows or NoSpaceOnUnix || (error.HResult == QuotaOnLinux && OperatingSystem.IsLinux());

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0];
}
