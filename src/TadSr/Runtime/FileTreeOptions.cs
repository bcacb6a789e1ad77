namespace TadSr.Runtime;

/// <summary>Which files of a folder <see cref="FileTree"/> lists.</summary>
internal sealed record FileTreeOptions
{
    /// <summary>Whether sub-folders are searched, also through links.</summary>
    public bool Recursive { get; init; } = true;

    /// <summary>Whether hidden files and folders count.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether folders that may not be read are passed over; else they are an error.</summary>
    public bool SkipForbidden { get; init; }

    /// <summary>A folder that is not entered, by whatever way it is met: where outputs go, since those of an earlier run are no inputs.</summary>
    public string? Except { get; init; }
}
