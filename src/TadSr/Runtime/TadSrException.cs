namespace TadSr.Runtime;

/// <summary>An error that the user can mend. The message is one line: what failed, the value seen, what was expected, what to do.</summary>
public sealed class TadSrException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="code">The exit code of the program when this error ends it.</param>
    /// <param name="inner">The cause, shown with <c>--verbose</c>.</param>
    public TadSrException(string message, ExitCode code, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>The exit code of the program when this error ends it.</summary>
    public ExitCode Code { get; }
}
