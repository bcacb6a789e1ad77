namespace TadSr.Runtime;

/// <summary>Paths without links, so that two names of one place are equal.</summary>
internal static class RealPath
{
    // As Linux counts before it gives up. A link to a place below itself, a -> a/b, would lead on for ever.
    private const int MostLinks = 40;

    /// <summary>Where a path leads to.</summary>
    /// <param name="path">A path; what of it does not exist, or is a link in a circle, stays as it is.</param>
    /// <returns>The full path without links and without a separator at its end.</returns>
    public static string Of(string path) => Of(path, MostLinks);

    /// <summary>The entry of a folder that a path names, which may be a link: what a new file of that name takes the place of.</summary>
    /// <param name="path">A path; what of it does not exist stays as it is.</param>
    /// <returns>The full path without links in its folders and without a separator at its end.</returns>
    public static string OfEntry(string path) => OfEntry(path, MostLinks);

    /// <summary>The first of several outputs that would replace an input, by whatever way the two are named. Names compare without case.</summary>
    /// <returns>The output as it was given, or null.</returns>
    public static string? FirstReplacement(IEnumerable<string> inputs, IEnumerable<string> outputs)
    {
        var taken = inputs.SelectMany(input => new[] { OfEntry(input), Of(input) }).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return outputs.FirstOrDefault(output => taken.Contains(OfEntry(output)));
    }

    /// <summary>Whether a path is a folder or lies below it, both as <see cref="Of(string)"/> gives them.</summary>
    internal static bool IsAtOrBelow(string path, string folder)
        => (path + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Of(string path, int links)
    {
        var entry = OfEntry(path, links);
        return links > 0 && Target(entry) is { } target ? Of(target, links - 1) : entry;
    }

    private static string OfEntry(string path, int links)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetDirectoryName(full) is { } folder ? Path.Combine(Of(folder, links), Path.GetFileName(full)) : full;
    }

    private static string? Target(string entry)
    {
        try
        {
            var info = new DirectoryInfo(entry);
            return info.LinkTarget is null ? null : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // a circle, or a way that may not be gone
        }
    }
}
