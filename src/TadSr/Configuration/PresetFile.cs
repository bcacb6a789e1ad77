using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Finds a configuration by path, or by the bare name of a shipped preset.</summary>
internal static class PresetFile
{
    private const string FolderName = "configs", BenchmarkFolderName = "eval";

    /// <summary>Finds a configuration file.</summary>
    /// <param name="name">A path (<c>runs/my.yaml</c>), or the name of a shipped preset with or without its extension
    /// (<c>realsr.yaml</c>, <c>lite/student</c>). A file at the path itself wins over a shipped one.</param>
    /// <returns>The path to read.</returns>
    /// <exception cref="TadSrException">There is neither; the message lists the shipped presets.</exception>
    public static string Find(string name) => Find(name, ShippedFolders());

    /// <summary>The names of the shipped presets, as <see cref="Find(string)"/> takes them.</summary>
    public static IReadOnlyList<string> Known() => Known(ShippedFolders());

    /// <summary>As <see cref="Find(string)"/>, for the descriptions of test sets: <c>table2</c>, <c>eval/table2</c>, <c>configs/eval/table2.yaml</c>.</summary>
    /// <exception cref="TadSrException">There is neither such a file nor such a description; the message lists the shipped ones.</exception>
    public static string FindBenchmark(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (File.Exists(name))
            return name;
        var rest = name.Replace('\\', '/');
        foreach (var start in new[] { $"{FolderName}/", $"{BenchmarkFolderName}/" })
            rest = rest.StartsWith(start, StringComparison.Ordinal) ? rest[start.Length..] : rest;
        return Find(rest, BenchmarkFolders());
    }

    /// <summary>The names of the shipped descriptions of test sets.</summary>
    public static IReadOnlyList<string> KnownBenchmarks() => Known(BenchmarkFolders());

    /// <summary>As <see cref="Find(string)"/>, with the folders of shipped presets given, the first match winning.</summary>
    internal static string Find(string name, IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(name);
        var known = Known(folders);
        if (name.Length > 0)
        {
            string[] names = [name, $"{name}.yaml", $"{name}.yml"];
            var candidates = names.Concat(folders.SelectMany(folder => names.Select(file => Path.Combine(folder, file))));
            if (candidates.FirstOrDefault(File.Exists) is { } path)
                return path;
        }

        var hint = NearestName.Of(Path.ChangeExtension(name, null), known) is { } nearest ? $" did you mean '{nearest}'?" : "";
        throw new TadSrException($"{name}: there is no such file and no shipped preset of that name;{hint} shipped presets: {string.Join(", ", known)}.", ErrorKind.BadFile);
    }

    private static string[] Known(IReadOnlyList<string> folders) =>
        [.. from folder in folders
            from file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            let name = Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace('\\', '/')
            where !name.StartsWith($"{BenchmarkFolderName}/", StringComparison.Ordinal)
            group name by name into same
            orderby same.Key
            select same.Key];

    /// <summary>Finds a file that a shipped preset names, such as its list of excluded pictures: the path itself, then the same
    /// path among the <see cref="ShippedFiles"/>.</summary>
    /// <returns>The path of the file; <paramref name="path"/> itself where there is none.</returns>
    public static string Locate(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new ShippedFiles().Places(path).Prepend(path).FirstOrDefault(File.Exists) ?? path;
    }

    private static string[] ShippedFolders() => [.. new ShippedFiles().Places(FolderName).Where(Directory.Exists)];

    private static string[] BenchmarkFolders() => [.. ShippedFolders().Select(folder => Path.Combine(folder, BenchmarkFolderName)).Where(Directory.Exists)];
}
