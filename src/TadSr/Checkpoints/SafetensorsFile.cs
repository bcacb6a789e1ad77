using System.Buffers.Binary;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>A memory-mapped safetensors file.</summary>
internal sealed class SafetensorsFile : ICheckpoint
{
    private const long LongestHeader = 100_000_000;   // the limit of the format's own implementation
    private readonly MappedFile file;
    private readonly Dictionary<TensorEntry, long> begins = [];

    private SafetensorsFile(MappedFile file, long dataStart, SafetensorsHeader header)
    {
        this.file = file;
        Metadata = header.Metadata;
        Entries = [.. header.Tensors.Select(t => t.Entry)];
        foreach (var (entry, begin) in header.Tensors)
            begins.Add(entry, dataStart + begin);
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public string Format => "safetensors";

    /// <inheritdoc/>
    public string Layout => "plain";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorEntry> Entries { get; }

    /// <summary>Opens and validates the whole header.</summary>
    /// <exception cref="TadSrException">The file is missing or breaks the format (<see cref="ErrorKind.BadFile"/>).</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes over the file; the caller disposes it when this throws.</summary>
    internal static SafetensorsFile Open(MappedFile file)
    {
        if (file.Length < 8)
            throw new TadSrException($"{file.Path}: {file.Length} bytes are too few for a safetensors file; download or copy it again.", ErrorKind.BadFile);
        Span<byte> prefix = stackalloc byte[8];
        file.CopyTo(0, prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader)
            throw new TadSrException($"{file.Path}: not a safetensors file: its header would be {length} bytes long, more than {LongestHeader}.", ErrorKind.BadFile);
        if ((long)length > file.Length - 8)
            throw new TadSrException($"{file.Path}: truncated: the header needs {length + 8} bytes and the file has {file.Length}; download or copy it again.", ErrorKind.BadFile);
        using var json = file.Window(8, (int)length);
        var header = SafetensorsHeader.Parse(json.Bytes, file.Length - 8 - (long)length, file.Path);
        return new SafetensorsFile(file, 8 + (long)length, header);
    }

    /// <inheritdoc/>
    public void CopyTo(TensorEntry entry, Span<byte> destination, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!begins.TryGetValue(entry, out var begin))
            throw new ArgumentException($"'{entry.Name}' is not an entry of this checkpoint", nameof(entry));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.ByteLength - destination.Length);
        file.CopyTo(begin + offset, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
