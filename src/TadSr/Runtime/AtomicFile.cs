using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TadSr.Runtime;

/// <summary>Writes a file so that a reader finds either the old content or the whole new one, also after a crash.</summary>
internal static partial class AtomicFile
{
    private const string TemporaryEnding = ".tmp";

    /// <summary>Writes to a temporary name beside the target, flushes to the disk and renames. Missing folders are created.</summary>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="write">Writes the content; the stream can seek and be read, as an encoder of TIFF does.</param>
    /// <exception cref="TadSrException">The target cannot be created (<see cref="ErrorKind.BadFile"/>), or the disk gave up in
    /// the middle (<see cref="ErrorKind.OutOfResources"/>). The old file is untouched and no temporary file stays.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        RequireNoFolder(path);
        var target = Path.GetFullPath(path);
        var temporary = Path.Combine(Path.GetDirectoryName(target) ?? target, $"{TemporaryPrefix(target)}{Guid.NewGuid():N}{TemporaryEnding}");
        using (var stream = Create(path, temporary))
        {
            try
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            catch (Exception e)
            {
                stream.Dispose();
                File.Delete(temporary);
                if (e is IOException)
                    throw new TadSrException($"{path}: writing failed ({OneLine(e)}); the file was left as it was. Free some disk space or choose another place.", ErrorKind.OutOfResources, e);
                throw;
            }
        }
        Rename(path, temporary, target);
    }

    /// <summary>Refuses a target that is a folder.</summary>
    /// <exception cref="TadSrException">It is one.</exception>
    public static void RequireNoFolder(string path)
    {
        if (Directory.Exists(path))
            throw new TadSrException($"{path}: is a folder; give the name of a file to write.", ErrorKind.BadFile);
    }

    /// <summary>Removes what a killed process left behind while it wrote a file. What a living one writes is left alone.</summary>
    /// <param name="path">The target.</param>
    public static void RemoveLeftovers(string path)
    {
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            return;
        foreach (var leftover in Directory.EnumerateFiles(folder, $"{TemporaryPrefix(target)}*{TemporaryEnding}"))
            RemoveAbandoned(leftover);
    }

    /// <summary>Removes what killed processes left behind in a folder. What a living one writes is left alone.</summary>
    /// <param name="folder">The folder; those below it are left alone.</param>
    public static void RemoveLeftoversIn(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var leftover in Directory.EnumerateFiles(folder, $".tadsr-*{TemporaryEnding}").Where(path => TemporaryName().IsMatch(Path.GetFileName(path))))
            RemoveAbandoned(leftover);
    }

    // A living writer holds its file locked until just before it renames it.
    private static void RemoveAbandoned(string temporary)
    {
        try
        {
            using var locked = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or not ours to remove: it costs nothing but its space.
        }
    }

    // A digest stands for the name, which alone may be as long as the file system allows.
    private static string TemporaryPrefix(string target)
        => $".tadsr-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target))))[..16]}-";

    [GeneratedRegex(@"^\.tadsr-[0-9a-f]{16}-[0-9a-f]{32}\.tmp$")]
    private static partial Regex TemporaryName();

    private static FileStream Create(string path, string temporary)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{path}: cannot be written ({OneLine(e)}). Choose another place or change its permissions.", ErrorKind.BadFile, e);
        }
    }

    private static void Rename(string path, string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new TadSrException($"{path}: cannot be replaced ({OneLine(e)}). Close programs that use it or choose another name.", ErrorKind.BadFile, e);
        }
    }

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
