using System.Security.Cryptography;
using TadSr.Runtime;

namespace TadSr.Weights;

/// <summary>Finds weight files by name and verifies them. Never fetches any.</summary>
/// <remarks>Places, first hit wins: the folder given to the constructor, the folder named by the environment variable
/// <c>TADSR_WEIGHTS</c>, <c>weights/metrics</c> and <c>weights</c> among the <see cref="ShippedFiles"/>, the <see cref="WeightCache"/>, and the folders
/// of other programs (<see cref="WeightCache.OfOthers"/>).</remarks>
internal sealed class WeightStore
{
    private readonly string[] folders;
    private readonly WeightCache cache;
    private readonly bool allowUnverified;

    /// <summary>Creates the store.</summary>
    /// <param name="folder">Folder to look in first; null for none.</param>
    /// <param name="allowUnverified">Whether a file with another hash is taken, and marked.</param>
    /// <exception cref="TadSrException">The folder does not exist.</exception>
    public WeightStore(string? folder = null, bool allowUnverified = false)
        : this(folder, new ShippedFiles(), new WeightCache(), WeightCache.OfOthers(Environment.GetEnvironmentVariable), allowUnverified)
    {
    }

    internal WeightStore(string? folder, ShippedFiles shipped, WeightCache? cache = null, IReadOnlyList<string>? others = null, bool allowUnverified = false)
    {
        if (folder is not null && !Directory.Exists(folder))
            throw new TadSrException($"{folder}: no such folder; {Setting.WeightsFolder} names a folder of parameter files.", ErrorKind.BadFile);
        var places = shipped.WeightFolders(Path.Combine("weights", "metrics"));
        (this.cache, this.allowUnverified) = (cache ?? new WeightCache(), allowUnverified);
        folders = [.. (folder is null ? places : places.Prepend(folder)).Concat(shipped.WeightFolders("weights")).Append(this.cache.Folder).Concat(others ?? []).Distinct()];
    }

    /// <summary>The places, in the order in which they are searched.</summary>
    public IReadOnlyList<string> Folders => folders;

    /// <summary>The path of a file, or null where it is in none of the places. Reads nothing.</summary>
    public string? Locate(WeightEntry entry) =>
        folders.Select(folder => Path.Combine(folder, entry.FileName)).FirstOrDefault(File.Exists);

    /// <summary>Finds a file and compares its SHA-256 with the published one, and with the one that it had when it was fetched.</summary>
    /// <exception cref="TadSrException">The file is in none of the places, cannot be read, or is another file.</exception>
    public WeightFile Find(WeightEntry entry)
    {
        var path = Locate(entry) ?? throw new TadSrException(
            $"{entry.FileName} ({Describe(entry)}) is not in {string.Join(" or ", folders)}. " +
            (entry.Bundled ? "It belongs to the program: restore it from the repository" : entry.Address is null ? "Put it there by hand" : $"'tadsr weights pull {entry.FileName}' gets it from {entry.Address}") +
            $", or name its folder with {Setting.WeightsFolder} or {ShippedFiles.WeightsVariable}.", ErrorKind.BadFile);
        var hash = Hash(path);
        var expected = Path.GetDirectoryName(path) == cache.Folder && cache.Recorded(entry.FileName) is { } recorded ? recorded : entry.Sha256;
        if (hash.StartsWith(expected, StringComparison.Ordinal))
            return new WeightFile(path, entry.FileName, hash);
        return allowUnverified
            ? new WeightFile(path, entry.FileName, hash) { IsUnverified = true }
            : throw new TadSrException(
                $"{path}: its SHA-256 is {hash}, expected {expected}{(expected.Length < 64 ? "..." : "")}. The file is damaged or another one; restore it.",
                ErrorKind.BadFile);
    }

    private static string Describe(WeightEntry entry) => string.Join(", ", new[] { entry.Description, entry.Size, $"licence {entry.Licence}" }.OfType<string>());

    private static string Hash(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{path}: cannot be read ({e.Message}).", ErrorKind.BadFile, e);
        }
    }
}
