namespace TadSr.Runtime;

/// <summary>Exit codes of the program; a <see cref="TadSrException"/> carries the one that its cause deserves.</summary>
public enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>A defect of the program.</summary>
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
