using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Finds the inputs of a run and names their outputs before any work starts: sub-folders are mirrored, two inputs
/// never share an output, and no input is ever replaced.</summary>
internal sealed class FolderPlan
{
    private FolderPlan(IReadOnlyList<FolderItem> items, string outputFolder) => (Items, OutputFolder) = (items, outputFolder);

    /// <summary>All files that were found, in the order of the run.</summary>
    public IReadOnlyList<FolderItem> Items { get; }

    /// <summary>The folder that holds the outputs.</summary>
    public string OutputFolder { get; }

    /// <summary>Makes the plan.</summary>
    /// <exception cref="TadSrException">An input is missing, there is no input at all, a folder cannot be read, or an output would replace an input.</exception>
    public static FolderPlan Create(FolderRunOptions options)
    {
        var toFile = options.Inputs is [var only] && !Directory.Exists(only) && PictureSignature.FromExtension(options.Output) is not null && !Directory.Exists(options.Output);
        var folder = toFile ? Path.GetDirectoryName(Path.GetFullPath(options.Output))! : options.Output;
        var found = Find(options, toFile ? null : options.Output).ToList();
        var items = found.Select(file => Examine(file, options, toFile)).ToList();
        if (!toFile)
            items = TellApart(items, found, options.Output);
        if (!items.Exists(item => item.Info is not null || item.Problem is not null))
        {
            var others = items.Count == 0 ? "nothing" : $"{items.Count} file(s), none of them a picture";
            throw new TadSrException($"{string.Join(", ", options.Inputs)}: no picture to upscale; found {others}.", ErrorKind.BadFile);
        }
        RefuseToReplaceInputs(items);
        return new FolderPlan([.. items.Select(item => SkipWhenDone(item, options.Overwrite || toFile))], folder);
    }

    private static IEnumerable<(string Path, string Relative, bool Named)> Find(FolderRunOptions options, string? exclude)
    {
        foreach (var input in options.Inputs)
        {
            if (!Directory.Exists(input))
            {
                if (!File.Exists(input))
                    throw new TadSrException($"{input}: there is no such file or folder.", ErrorKind.BadFile);
                yield return (input, Path.GetFileName(input), true);
                continue;
            }
            foreach (var path in FileTree.Files(input, new() { Recursive = options.Recursive, Hidden = true, Except = exclude }))
                yield return (path, Path.GetRelativePath(input, path), false);
        }
    }

    private static FolderItem Examine((string Path, string Relative, bool Named) file, FolderRunOptions options, bool toFile)
    {
        try
        {
            var info = ImageFile.Identify(file.Path, options.Read);
            if (toFile)
            {
                var named = PictureSignature.FromExtension(options.Output)!.Value;
                if (options.Format is { } asked && asked != named)
                    throw new TadSrException($"{Setting.Output} {options.Output} and {Setting.Format} {asked.ToString().ToLowerInvariant()} name two formats; leave one out.", ErrorKind.Usage);
                if (!PictureFormats.IsWritable(named))
                    ImageFile.CheckWritable(named, 1, 1, options.Output);
                return new FolderItem(file.Path, options.Output, info, named);
            }
            var format = options.Format ?? PictureFormats.Following(info.Format);
            var extension = PictureSignature.FromExtension(file.Relative) == format ? Path.GetExtension(file.Relative) : PictureFormats.Extension(format);
            return new FolderItem(file.Path, Path.Combine(options.Output, Path.ChangeExtension(file.Relative, extension)), info, format);
        }
        catch (TadSrException e) when (e.Kind != ErrorKind.Usage)
        {
            var item = new FolderItem(file.Path, null, null, PictureFormat.Png);
            var isResourceFork = Path.GetFileName(file.Path).StartsWith("._", StringComparison.Ordinal);
            return !file.Named && (isResourceFork || !PictureSignature.LooksLikePicture(file.Path))
                ? item with { SkipReason = "not a picture" }
                : item with { Problem = e };
        }
    }

    // Names compare without case, so that a tree can be copied to any file system. Of several inputs with one output name, the
    // one that already has that name keeps it; the others keep their old extension in front of the new one.
    private static List<FolderItem> TellApart(List<FolderItem> items, List<(string Path, string Relative, bool Named)> found, string output)
    {
        var shared = items.Where(item => item.Output is not null)
            .GroupBy(item => item.Output!, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var result = new FolderItem[items.Count];
        foreach (var keeps in new[] { true, false })
        {
            for (var i = 0; i < items.Count; i++)
            {
                var (item, own) = (items[i], Path.Combine(output, found[i].Relative));
                var isFirst = item.Output is null || !shared.Contains(item.Output) || string.Equals(item.Output, own, StringComparison.Ordinal);
                if (isFirst == keeps)
                    result[i] = item.Output is null ? item : item with { Output = Free(isFirst ? item.Output : own + PictureFormats.Extension(item.Format), taken) };
            }
        }
        return [.. result];
    }

    private static string Free(string path, HashSet<string> taken)
    {
        var candidate = path;
        for (var n = 2; !taken.Add(candidate); n++)
            candidate = Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-{n}{Path.GetExtension(path)}");
        return candidate;
    }

    private static void RefuseToReplaceInputs(List<FolderItem> items)
    {
        if (RealPath.FirstReplacement(items.Select(item => item.Input), items.Select(item => item.Output).OfType<string>()) is { } output)
            throw new TadSrException($"{output}: the output would replace an input; choose another {Setting.Output}.", ErrorKind.Usage);
    }

    private static FolderItem SkipWhenDone(FolderItem item, bool overwrite)
        => !overwrite && item.Output is not null && File.Exists(item.Output) && File.GetLastWriteTimeUtc(item.Output) >= File.GetLastWriteTimeUtc(item.Input)
            ? item with { SkipReason = $"{item.Output} is already there and not older than its input" }
            : item;
}
