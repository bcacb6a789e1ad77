using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A folder of training pictures. In a file, its path alone may stand for it.</summary>
public sealed record DataFolderConfig
{
    /// <summary>Path; relative ones start at the working folder.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How often each of its pictures is drawn compared with those of weight 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Whether sub-folders are searched.</summary>
    public bool Recursive { get; init; } = true;

    internal static DataFolderConfig FromScalar(string text) => new() { Folder = text };

    internal void Validate(SourceLocation location)
    {
        if (string.IsNullOrWhiteSpace(Folder))
            throw new TadSrException($"{location}: a data folder has no path; write folder: path/to/pictures.", ErrorKind.Usage);
        if (!(Weight > 0) || double.IsInfinity(Weight))
            throw new TadSrException($"{location}: the weight of '{Folder}' must be above 0.", ErrorKind.Usage);
    }
}
