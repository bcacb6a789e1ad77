namespace TadSr.Runtime;

/// <summary>Where a value of a configuration was written, for messages.</summary>
/// <param name="File">File name, or <c>override key</c> for a value that replaces one of the file.</param>
/// <param name="Line">Line from 1, or 0 where there is none.</param>
/// <param name="Column">Column from 1, or 0 where there is none.</param>
internal readonly record struct SourceLocation(string File, int Line = 0, int Column = 0)
{
    /// <summary><c>file:line:column</c>.</summary>
    public override string ToString() => Line > 0 ? $"{File}:{Line}:{Column}" : File;
}
