using TadSr.Runtime;

namespace TadSr.Weights;

/// <summary>The files of a model that enlarges pictures, found before anything is loaded.</summary>
/// <param name="Path">The model's file.</param>
/// <param name="Codec">Its codec's file; null where it has none, or its own place beside the model is to be searched.</param>
/// <param name="Restriction">The files whose licences do not allow commercial use, on one line; null where there are none.</param>
internal sealed record ModelWeights(string Path, string? Codec, string? Restriction)
{
    private static readonly string[] extensions = [".safetensors", ".pth", ".ckpt"];

    /// <summary>Finds the files of a model.</summary>
    /// <param name="nameOrPath">A bundled model, a name of the <see cref="ModelCatalogue"/>, or a file.</param>
    /// <param name="codec">The codec, likewise; null for the published one.</param>
    /// <param name="store">Where files of the catalogue are.</param>
    /// <exception cref="TadSrException">Files are missing; all are named, with where they come from.</exception>
    public static ModelWeights Find(string nameOrPath, string? codec, WeightStore store)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        var entry = ModelCatalogue.Find(System.IO.Path.GetFileName(nameOrPath));
        // A path that is there wins over a name; one that is not may still be meant as a name, but never with a folder of its own.
        var isName = !File.Exists(nameOrPath) && entry is not null && System.IO.Path.GetFileName(nameOrPath) == nameOrPath;
        var missing = new List<WeightEntry>();
        var path = isName ? Locate(entry!) : BundledModel.Resolve(nameOrPath);
        var named = codec is null ? null : File.Exists(codec) ? null : ModelCatalogue.Find(codec);
        var codecEntry = named ?? (codec is null && entry?.Codec is { } published ? ModelCatalogue.Find(published) : null);
        if (codecEntry is not null && (named is not null || File.Exists(path) || isName))
            codec = (named is null && path is not null ? Beside(path, codecEntry) : null) ?? Locate(codecEntry);
        if (missing.Count > 0)
            throw Missing([.. missing.Select(file => file.Origin())], store);
        return new ModelWeights(path!, codec, RestrictionOf([path, codec]));

        string? Locate(WeightEntry file)
        {
            if (store.Locate(file) is { } found)
                return found;
            missing.Add(file);
            return null;
        }
    }

    /// <summary>The files whose licences do not allow commercial use, on one line; null where there are none.</summary>
    public static string? RestrictionOf(IEnumerable<string?> paths)
    {
        var restricted = paths.OfType<string>().Select(path => ModelCatalogue.Find(System.IO.Path.GetFileName(path))).OfType<WeightEntry>().Where(entry => entry.IsNonCommercial).Distinct().ToList();
        return restricted.Count == 0 ? null : $"not for commercial use: {string.Join(", ", restricted.Select(entry => $"{entry.FileName} (licence {entry.Licence})"))}";
    }

    /// <summary>The error that names all files that are missing.</summary>
    public static TadSrException Missing(IReadOnlyList<string> origins, WeightStore store) => new(
        $"{origins.Count} weight file{(origins.Count == 1 ? " is" : "s are")} missing: {string.Join("; ", origins)}. Looked for in {string.Join(", ", store.Folders)}.", ErrorKind.BadFile);

    private static string? Beside(string path, WeightEntry codec)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        return extensions.Select(end => System.IO.Path.Combine(folder, System.IO.Path.ChangeExtension(codec.FileName, end))).FirstOrDefault(File.Exists);
    }
}
