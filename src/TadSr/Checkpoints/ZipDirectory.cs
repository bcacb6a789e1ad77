using System.Buffers.Binary;
using System.Text;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>Reads the directory of a zip archive (zip64 too) so that stored members can be mapped in place. Nothing is unpacked
/// and no name is used as a path.</summary>
internal sealed class ZipDirectory
{
    private const int EndLength = 22, LocatorLength = 20, End64Length = 56, CentralLength = 46, LocalLength = 30;
    private const int LongestComment = 65535;
    private const int LongestDirectory = 64_000_000;
    private const long MostDeflation = 1032;   // the format cannot pack better than this
    private readonly MappedFile file;

    private ZipDirectory(MappedFile file) => this.file = file;

    /// <summary>Lists the members.</summary>
    /// <exception cref="TadSrException">The archive is cut off or inconsistent.</exception>
    public static List<ZipEntry> Read(MappedFile file)
    {
        var directory = new ZipDirectory(file);
        var (start, length) = directory.Find();
        if (length > LongestDirectory)
            throw directory.Refuse($"the directory of the zip archive is {Printable.Bytes(length)} long, more than {Printable.Bytes(LongestDirectory)}");
        if (start < 0 || length < 0 || start > file.Length - length)
            throw directory.Truncated("its directory lies outside the file");
        using var window = file.Window(start, (int)length);
        return directory.Parse(window.Bytes);
    }

    private (long Start, long Length) Find()
    {
        var tailLength = (int)Math.Min(file.Length, EndLength + LongestComment);
        using var window = file.Window(file.Length - tailLength, tailLength);
        var tail = window.Bytes;
        var end = tail.LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndLength)
            throw Truncated("the directory that ends a zip archive is missing");
        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 12)..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 16)..]);
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(tail[(end + 10)..]);
        if (length == uint.MaxValue || start == uint.MaxValue || entries == ushort.MaxValue)
            return Find64(file.Length - tailLength + end);
        return (start, length);
    }

    private (long Start, long Length) Find64(long end)
    {
        Span<byte> locator = stackalloc byte[LocatorLength];
        if (end < LocatorLength)
            throw Truncated("its zip64 directory is missing");
        file.CopyTo(end - LocatorLength, locator);
        var at = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        if (!locator.StartsWith("PK\x06\x07"u8) || at < 0 || at > file.Length - End64Length)
            throw Truncated("its zip64 directory is missing");
        Span<byte> record = stackalloc byte[End64Length];
        file.CopyTo(at, record);
        if (!record.StartsWith("PK\x06\x06"u8))
            throw Truncated("its zip64 directory is missing");
        return (BinaryPrimitives.ReadInt64LittleEndian(record[48..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]));
    }

    private List<ZipEntry> Parse(ReadOnlySpan<byte> directory)
    {
        var entries = new List<ZipEntry>();
        while (!directory.IsEmpty)
        {
            if (directory.Length < CentralLength || !directory.StartsWith("PK\x01\x02"u8))
                throw Refuse($"member {entries.Count} of the zip archive is damaged");
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            var total = CentralLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (directory.Length < total)
                throw Refuse($"member {entries.Count} of the zip archive is damaged");
            entries.Add(Entry(directory[..CentralLength], directory.Slice(CentralLength, nameLength), directory.Slice(CentralLength + nameLength, extraLength)));
            directory = directory[total..];
        }
        return entries;
    }

    private ZipEntry Entry(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra)
    {
        var name = Encoding.UTF8.GetString(nameBytes);
        var shown = Printable.Text(name);
        long stored = BinaryPrimitives.ReadUInt32LittleEndian(fields[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(fields[24..]);
        long local = BinaryPrimitives.ReadUInt32LittleEndian(fields[42..]);
        ReadOnlySpan<byte> wide = Extra64(extra);
        Widen(ref length, ref wide, shown);
        Widen(ref stored, ref wide, shown);
        Widen(ref local, ref wide, shown);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(fields[10..]);
        if ((fields[8] & 1) != 0)
            throw Refuse($"the member '{shown}' of the zip archive is encrypted");
        if (method is not (0 or 8))
            throw Refuse($"the member '{shown}' of the zip archive is packed by method {method}; only stored and deflated members are read");
        if (method == 0 ? stored != length : length > (MostDeflation * stored) + 64)
            throw Refuse($"the member '{shown}' of the zip archive claims {length} bytes, which {stored} bytes cannot hold");
        return new ZipEntry(name, DataStart(local, stored, shown), stored, length, method == 8);
    }

    private long DataStart(long local, long stored, string shown)
    {
        if (local < 0 || stored < 0 || local > file.Length - LocalLength)
            throw Truncated($"the member '{shown}' lies outside the file");
        Span<byte> header = stackalloc byte[LocalLength];
        file.CopyTo(local, header);
        if (!header.StartsWith("PK\x03\x04"u8))
            throw Refuse($"the member '{shown}' of the zip archive is damaged");
        var start = local + LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        return start <= file.Length - stored ? start : throw Truncated($"the member '{shown}' lies outside the file");
    }

    private static ReadOnlySpan<byte> Extra64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            var size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
                break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == 1)
                return extra.Slice(4, size);
            extra = extra[(4 + size)..];
        }
        return [];
    }

    private void Widen(ref long value, ref ReadOnlySpan<byte> wide, string shown)
    {
        if (value != uint.MaxValue)
            return;
        if (wide.Length < 8)
            throw Refuse($"the member '{shown}' of the zip archive has no zip64 sizes");
        value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        if (value is < 0 or > long.MaxValue / 2048)
            throw Refuse($"the member '{shown}' of the zip archive claims {value} bytes");
    }

    private TadSrException Refuse(string reason) => new($"{file.Path}: {reason}.", ErrorKind.BadFile);

    private TadSrException Truncated(string reason) =>
        Refuse($"truncated: {Printable.Bytes(file.Length)} are there, but {reason}; download or copy it again");
}
