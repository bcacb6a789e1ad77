namespace TadSr.Runtime;

/// <summary>Lists the files of a folder. Links to files and folders are followed, but never in a circle: a link to a folder that
/// the way here leads through, or to one above it, is passed over.</summary>
internal static class FileTree
{
    /// <summary>The files of a folder in ordinal order of their paths.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="options">What counts; null takes the defaults.</param>
    /// <returns>Paths that begin with <paramref name="folder"/>.</returns>
    /// <exception cref="TadSrException">A folder cannot be read; the message names it.</exception>
    public static IReadOnlyList<string> Files(string folder, FileTreeOptions? options = null)
    {
        options ??= new FileTreeOptions();
        var except = options.Except is { } path ? RealPath.Of(path) : null;
        var found = new List<string>();
        Collect(Path.TrimEndingDirectorySeparator(folder), [RealPath.Of(folder)]);
        found.Sort(StringComparer.Ordinal);
        return found;

        // The way holds the real path of each folder from the first to this one.
        void Collect(string folder, List<string> way)
        {
            found.AddRange(List(folder, options, folders: false));
            foreach (var child in options.Recursive ? List(folder, options, folders: true) : [])
            {
                var isLink = new DirectoryInfo(child).LinkTarget is not null;
                var real = isLink ? RealPath.Of(child) : Path.Combine(way[^1], Path.GetFileName(child));
                if (real == except || (isLink && way.Exists(passed => RealPath.IsAtOrBelow(passed, real))))
                    continue;
                Collect(child, [.. way, real]);
            }
        }
    }

    private static string[] List(string folder, FileTreeOptions options, bool folders)
    {
        var what = new EnumerationOptions
        {
            IgnoreInaccessible = options.SkipForbidden,
            AttributesToSkip = options.Hidden ? 0 : FileAttributes.Hidden | FileAttributes.System,
        };
        try
        {
            return folders ? Directory.GetDirectories(folder, "*", what) : Directory.GetFiles(folder, "*", what);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{folder}: the folder cannot be read: {e.Message}", ErrorKind.BadFile, e);
        }
    }
}
