using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>Finds the pictures to judge and the true picture of each: the one with the same path below the other folder, where
/// the extension may differ. Never pairs by position, which hides missing files.</summary>
internal static class Pairing
{
    private const int Shown = 5;

    /// <summary>Pairs two folders or two files.</summary>
    /// <param name="input">Pictures to judge: a folder, walked recursively, or a file.</param>
    /// <param name="reference">True pictures, likewise; null to judge without.</param>
    /// <returns>Pairs in ordinal order of their names.</returns>
    /// <exception cref="TadSrException">A path does not exist, cannot be read or holds no picture, two pictures of a folder differ in nothing but
    /// their extension, or a picture has no partner; the message names the files.</exception>
    public static IReadOnlyList<PicturePair> Find(string input, string? reference)
    {
        if (File.Exists(input) && (reference is null || File.Exists(reference)))
            return [new PicturePair(Path.GetFileName(input), input, reference)];
        var inputs = Walk(input, "pictures to judge");
        if (reference is null)
            return [.. inputs.Select(file => new PicturePair(file.Value, Path.Combine(input, file.Value), null))];
        var references = Walk(reference, "true pictures");
        Refuse(input, inputs, reference, references);
        return [.. inputs.Select(file => new PicturePair(
            file.Value.Replace('\\', '/'), Path.Combine(input, file.Value), Path.Combine(reference, references[file.Key])))];
    }

    /// <summary>The pairs whose pictures differ in size, each with both sizes; only the files' beginnings are read. Files that are no pictures are left to the measurement.</summary>
    public static IReadOnlyList<string> Mismatches(IReadOnlyList<PicturePair> pairs)
    {
        var found = new List<string>();
        foreach (var pair in pairs)
        {
            if (pair.ReferencePath is null || Size(pair.Path) is not { } size || Size(pair.ReferencePath) is not { } truth || size == truth)
                continue;
            found.Add($"{pair.Name} is {size.Width} x {size.Height}, its truth {truth.Width} x {truth.Height}");
        }
        return found;
    }

    private static (int Width, int Height)? Size(string path)
    {
        try
        {
            var info = ImageFile.Identify(path);
            return (info.Width, info.Height);
        }
        catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
        {
            return null;
        }
    }

    private static SortedDictionary<string, string> Walk(string folder, string what)
    {
        if (File.Exists(folder))
            throw new TadSrException($"{folder}: is a file and the other path is a folder; give two folders or two files.", ErrorKind.Usage);
        if (!Directory.Exists(folder))
            throw new TadSrException($"{folder}: there is no such file or folder; name the {what}.", ErrorKind.BadFile);
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in FileTree.Files(folder, new() { Hidden = true }))
        {
            if (PictureSignature.FromExtension(path) is null)
                continue;
            var name = Path.GetRelativePath(folder, path);
            var stem = Path.ChangeExtension(name, null).Replace('\\', '/');
            if (!found.TryAdd(stem, name))
                throw new TadSrException($"{folder}: {found[stem]} and {name} differ in nothing but their extension, so their partner is ambiguous; move one away.", ErrorKind.BadFile);
        }
        if (found.Count == 0)
            throw new TadSrException($"{folder}: holds no picture.", ErrorKind.BadFile);
        return found;
    }

    private static void Refuse(string input, SortedDictionary<string, string> inputs, string reference, SortedDictionary<string, string> references)
    {
        var complaints = new[] { (Folder: input, Own: inputs, Other: references, Where: reference), (Folder: reference, Own: references, Other: inputs, Where: input) }
            .Select(side => (side.Folder, side.Where, Alone: side.Own.Where(file => !side.Other.ContainsKey(file.Key)).Select(file => file.Value).ToList()))
            .Where(side => side.Alone.Count > 0)
            .Select(side => $"{side.Alone.Count} in {side.Folder} without a partner in {side.Where}: {string.Join(", ", side.Alone.Take(Shown))}" +
                (side.Alone.Count > Shown ? $" and {side.Alone.Count - Shown} more" : ""))
            .ToList();
        if (complaints.Count > 0)
            throw new TadSrException($"the pictures do not pair: {string.Join("; ", complaints)}.", ErrorKind.BadFile);
    }
}
