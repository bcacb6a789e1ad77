namespace TadSr.Runtime;

/// <summary>An error that the caller can mend. The message is one line: what failed, the value seen, what was expected, what to do.
/// An option is named by type and property, such as <c>SuperResolverOptions.Tile</c>.</summary>
public sealed class TadSrException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="inner">The cause.</param>
    public TadSrException(string message, ErrorKind kind, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What it is about.</summary>
    public ErrorKind Kind { get; }
}
