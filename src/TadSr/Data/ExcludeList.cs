using System.Security.Cryptography;
using TadSr.Runtime;

namespace TadSr.Data;

/// <summary>Files that must not be trained on, by name and, where the list has it, by content.</summary>
internal sealed class ExcludeList
{
    private readonly Dictionary<string, string?> hashes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Number of entries.</summary>
    public int Count => hashes.Count;

    /// <summary>Reads a list: one file name a line, perhaps followed by its SHA-256; empty lines and lines that start with
    /// <c>#</c> are comments.</summary>
    /// <param name="path">The list.</param>
    /// <exception cref="TadSrException">The list cannot be read.</exception>
    public static ExcludeList Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var result = new ExcludeList();
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                var text = line.Trim();
                if (text.Length == 0 || text[0] == '#')
                    continue;
                var cut = text.LastIndexOfAny([' ', '\t']);
                var hash = cut > 0 && text.Length - cut - 1 == 64 && text.Skip(cut + 1).All(char.IsAsciiHexDigit) ? text[(cut + 1)..] : null;
                result.hashes[hash is null ? text : text[..cut].TrimEnd()] = hash;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"The exclude list '{path}' cannot be read: {e.Message} Name an existing file, or leave data.exclude out.", ErrorKind.BadFile, e);
        }

        return result;
    }

    /// <summary>Whether a file is on the list.</summary>
    public bool Contains(string path)
    {
        if (!hashes.TryGetValue(Path.GetFileName(path), out var hash))
            return false;
        if (hash is null)
            return true;
        using var stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream)).Equals(hash, StringComparison.OrdinalIgnoreCase);
    }
}
