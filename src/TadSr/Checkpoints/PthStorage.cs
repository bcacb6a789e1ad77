using System.IO.Compression;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>The bytes of a storage: a part of the mapped file, or a deflated member that is unpacked when it is needed.</summary>
/// <param name="file">The archive or legacy file.</param>
/// <param name="start">First byte.</param>
/// <param name="storedLength">Bytes in the file.</param>
/// <param name="length">Bytes when unpacked.</param>
/// <param name="isDeflated">Whether it is compressed.</param>
internal sealed class PthStorage(MappedFile file, long start, long storedLength, long length, bool isDeflated)
{
    public PthStorage(MappedFile file, ZipEntry entry)
        : this(file, entry.Start, entry.StoredLength, entry.Length, entry.IsDeflated)
    {
    }

    public long Length => length;

    public bool IsDeflated => isDeflated;

    /// <summary>Copies a part of a storage that is not deflated.</summary>
    public void CopyTo(long offset, Span<byte> destination) => file.CopyTo(start + offset, destination);

    /// <summary>Maps a part of a storage that is not deflated.</summary>
    public MappedWindow Window(long offset, int count) => file.Window(start + offset, count);

    /// <summary>Unpacks a deflated storage.</summary>
    /// <exception cref="TadSrException">The data are damaged or longer than one array.</exception>
    public ReadOnlyMemory<byte> Inflate()
    {
        if (length > Array.MaxLength)
            throw new TadSrException($"{file.Path}: a compressed member of {Printable.Bytes(length)} is too large to unpack; save it again without compression.", ErrorKind.BadFile);
        try
        {
            using var stream = new DeflateStream(file.Stream(start, storedLength), CompressionMode.Decompress);
            var content = new MemoryStream();
            var buffer = new byte[Math.Min(length + 1, 1 << 16)];
            // Grows with what is really there, so a claimed length alone takes no memory.
            for (int count; content.Length <= length && (count = stream.Read(buffer)) > 0;)
                content.Write(buffer, 0, count);
            return content.Length == length ? content.GetBuffer().AsMemory(0, (int)length) : throw new InvalidDataException("length");
        }
        catch (InvalidDataException e)
        {
            throw new TadSrException($"{file.Path}: a compressed member does not unpack to the {length} bytes that it claims; download or copy it again.", ErrorKind.BadFile, e);
        }
    }
}
