using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Weights;

/// <summary>The folder of this user into which weight files are fetched, and the hashes that they had then.</summary>
internal sealed class WeightCache
{
    private const string RecordName = "sha256.json";

    private static readonly JsonSerializerOptions options = new() { WriteIndented = true };

    /// <summary>The cache of this user.</summary>
    public WeightCache()
        : this(Path.Combine(UserCache(Environment.GetEnvironmentVariable), "tadsr", "weights"))
    {
    }

    /// <summary>A cache in a folder, which need not exist.</summary>
    public WeightCache(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The folders in which other programs of the field keep the same files: torch hub's and pyiqa's.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static IReadOnlyList<string> OfOthers(Func<string, string?> variable)
    {
        var torch = variable("TORCH_HOME") is { Length: > 0 } named ? named : Path.Combine(variable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(Home(), ".cache"), "torch");
        return [Path.Combine(torch, "hub", "checkpoints"), Path.Combine(torch, "hub", "pyiqa")];
    }

    /// <summary>The SHA-256 that a file had when it was fetched, or null.</summary>
    public string? Recorded(string fileName) => Read().GetValueOrDefault(fileName);

    /// <summary>Remembers the SHA-256 of a file, for the time after.</summary>
    /// <exception cref="TadSrException">It cannot be written.</exception>
    public void Record(string fileName, string sha256)
    {
        var all = Read();
        all[fileName] = sha256;
        AtomicFile.Write(Path.Combine(Folder, RecordName), stream => JsonSerializer.Serialize(stream, all, options));
    }

    private SortedDictionary<string, string> Read()
    {
        var path = Path.Combine(Folder, RecordName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new TadSrException($"{path}: is not the list of hashes that was written ({e.Message.Split('\n')[0].TrimEnd('.')}). Remove it; files are then compared with published hashes alone.", ErrorKind.BadFile, e);
        }
    }

    private static string UserCache(Func<string, string?> variable)
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsMacOS())
            return Path.Combine(Home(), "Library", "Caches");
        return variable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : Path.Combine(Home(), ".cache");
    }

    private static string Home() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
