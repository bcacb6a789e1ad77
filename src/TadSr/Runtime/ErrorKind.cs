namespace TadSr.Runtime;

/// <summary>What a <see cref="TadSrException"/> is about.</summary>
public enum ErrorKind
{
    /// <summary>The machine or the installation: native libraries that do not load, a processor that lacks instructions.</summary>
    Environment,

    /// <summary>An option, an argument or a configuration that cannot be, alone or together with the others.</summary>
    Usage,

    /// <summary>A file that is missing, unreadable, damaged or of the wrong kind.</summary>
    BadFile,

    /// <summary>Memory or disk does not suffice.</summary>
    OutOfResources,

    /// <summary>A value that is not finite, or a network that gives nothing usable.</summary>
    NonFinite,
}
