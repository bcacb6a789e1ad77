using System.Security.Cryptography;
using TadSr.Runtime;

namespace TadSr.Weights;

/// <summary>Finds parameter files by name and verifies them.</summary>
/// <remarks>Places, first hit wins: the folder given to the constructor of the caller, the folder named by the
/// environment variable <c>TADSR_WEIGHTS</c>, and <c>weights/metrics</c> among the <see cref="ShippedFiles"/>.</remarks>
internal sealed class WeightStore
{
    private readonly string[] folders;

    /// <summary>Creates the store.</summary>
    /// <param name="folder">Folder to look in first; null for none.</param>
    /// <exception cref="TadSrException">The folder does not exist.</exception>
    public WeightStore(string? folder = null)
        : this(folder, new ShippedFiles())
    {
    }

    internal WeightStore(string? folder, ShippedFiles shipped)
    {
        if (folder is not null && !Directory.Exists(folder))
            throw new TadSrException($"{folder}: no such folder; {Setting.WeightsFolder} names a folder of parameter files.", ErrorKind.BadFile);
        var places = shipped.WeightFolders(Path.Combine("weights", "metrics"));
        folders = [.. folder is null ? places : places.Prepend(folder)];
    }

    /// <summary>The path of a file, or null where it is in none of the places. Reads nothing.</summary>
    public string? Locate(WeightEntry entry) =>
        folders.Select(folder => Path.Combine(folder, entry.FileName)).FirstOrDefault(File.Exists);

    /// <summary>Finds a file and compares its SHA-256 with the recorded one.</summary>
    /// <exception cref="TadSrException">The file is in none of the places, cannot be read, or is another file.</exception>
    public WeightFile Find(WeightEntry entry)
    {
        var path = Locate(entry) ?? throw new TadSrException(
            $"{entry.FileName} ({entry.Description}) is not in {string.Join(" or ", folders)}. " +
            (entry.Bundled ? "It belongs to the program: restore it from the repository" : "Put it there by hand") +
            $", or name its folder with {Setting.WeightsFolder} or {ShippedFiles.WeightsVariable}.", ErrorKind.BadFile);
        var hash = Hash(path);
        if (!hash.StartsWith(entry.Sha256, StringComparison.Ordinal))
        {
            throw new TadSrException(
                $"{path}: its SHA-256 is {hash}, expected {entry.Sha256}{(entry.Sha256.Length < 64 ? "..." : "")}. The file is damaged or another one; restore it.",
                ErrorKind.BadFile);
        }
        return new WeightFile(path, entry.FileName, hash);
    }

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
