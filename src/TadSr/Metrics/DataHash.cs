using System.Security.Cryptography;
using System.Text;

namespace TadSr.Metrics;

/// <summary>One SHA-256 for a set of picture files, so that two reports can be known to speak of the same pictures.</summary>
internal static class DataHash
{
    /// <summary>Hashes names and contents in their order.</summary>
    /// <param name="files">What reports call each picture, and where it lies. One that cannot be read counts as having no content.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(IEnumerable<(string Name, string Path)> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, path) in files)
            all.AppendData(Encoding.UTF8.GetBytes($"{name}\0{Content(path)}\n"));
        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static string Content(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }
}
