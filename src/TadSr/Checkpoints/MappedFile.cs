using System.IO.MemoryMappedFiles;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>A read-only memory-mapped file that is looked at through short-lived windows, so that the resident memory of the
/// process does not grow with the part of the file that was read.</summary>
internal sealed class MappedFile : IDisposable
{
    private const int LargestCopy = 1 << 24;
    private readonly MemoryMappedFile? map;

    private MappedFile(string path, long length, MemoryMappedFile? map)
    {
        Path = path;
        Length = length;
        this.map = map;
    }

    /// <summary>The path as the user gave it.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="TadSrException">It is missing, a folder or unreadable.</exception>
    public static MappedFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new TadSrException($"{path}: is a folder; give the checkpoint file in it.", ErrorKind.BadFile);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            try
            {
                // An empty file cannot be mapped.
                var length = stream.Length;
                var map = length == 0 ? null : MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
                if (map is null)
                    stream.Dispose();
                return new MappedFile(path, length, map);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TadSrException($"{path}: no such file.", ErrorKind.BadFile, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new TadSrException($"{path}: cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}).", ErrorKind.BadFile, e);
        }
    }

    /// <summary>Maps a part of the file.</summary>
    public MappedWindow Window(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return length == 0
            ? new MappedWindow(null, 0)
            : new MappedWindow(map!.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read), length);
    }

    /// <summary>Copies a part of the file.</summary>
    public void CopyTo(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = Math.Min(destination.Length, LargestCopy);
            using var window = Window(offset, count);
            window.Bytes.CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>A stream over a part of the file.</summary>
    public Stream Stream(long offset, long length) =>
        length == 0 ? System.IO.Stream.Null : map!.CreateViewStream(offset, length, MemoryMappedFileAccess.Read);

    /// <inheritdoc/>
    public void Dispose() => map?.Dispose();
}
