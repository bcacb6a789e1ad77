using System.IO.Enumeration;

namespace TadSr.Runtime;

/// <summary>Lists a folder of pictures that somebody else keeps: hidden files, and folders that may not be read, do not count.</summary>
public static class FileTree
{
    /// <summary>The files of a folder in ordinal order of their paths.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="recursive">Whether sub-folders are searched, also through links.</param>
    public static IEnumerable<string> Files(string folder, bool recursive)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recursive, IgnoreInaccessible = true };
        var files = new FileSystemEnumerable<string>(Path.TrimEndingDirectorySeparator(folder), (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !LeadsUpwards(ref entry),
        };
        return files.Order(StringComparer.Ordinal);
    }

    // A link to a folder above itself would list every file again, level by level, until the system stops it.
    private static bool LeadsUpwards(ref FileSystemEntry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return false;
        var target = RealPath(entry.ToFullPath());
        // Every folder of the way here, not only the last: two links can lead into each other's folders.
        var root = entry.OriginalRootDirectory.ToString();
        for (var folder = entry.Directory.ToString(); folder.Length >= root.Length; folder = Path.GetDirectoryName(folder) ?? "")
        {
            if (Below(RealPath(folder), target))
                return true;
        }
        return false;
    }

    // Without links: the path walked may lead through some itself.
    private static string RealPath(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var place = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return new DirectoryInfo(place).ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(Path.TrimEndingDirectorySeparator(target.FullName)) : place;
    }

    private static bool Below(string path, string folder)
        => (path + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
