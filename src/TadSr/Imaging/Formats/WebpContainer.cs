using System.Buffers.Binary;

namespace TadSr.Imaging.Formats;

/// <summary>The RIFF level of WebP: whether the file is whole, and how EXIF is added to one, which the library does only after
/// it has rewritten the block.</summary>
internal static class WebpContainer
{
    private const byte AlphaFlag = 0x10, ExifFlag = 0x08;

    /// <summary>Checks that the file holds as many bytes as its header says.</summary>
    /// <param name="head">The first 12 bytes.</param>
    /// <param name="length">Length of the file.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(ReadOnlySpan<byte> head, long length)
    {
        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) + 8L;
        return length + 1 < claimed ? $"truncated: {length} of {claimed} bytes" : null;
    }

    /// <summary>The same file with an EXIF block.</summary>
    public static byte[] WithExif(ReadOnlySpan<byte> file, byte[] exif, int width, int height)
    {
        var block = Chunk("EXIF"u8, exif);
        if (file[12..16].SequenceEqual("VP8X"u8))
        {
            var header = file[12..30].ToArray();
            header[8] |= ExifFlag;
            return Assemble(header, file[30..], block);
        }
        // A lossless bitstream says in the 29th bit behind its signature byte whether it uses alpha.
        var alpha = file[12..16].SequenceEqual("VP8L"u8) && (file[24] & 0x10) != 0;
        return Assemble(Header(width, height, (byte)(ExifFlag | (alpha ? AlphaFlag : 0))), file[12..], block);
    }

    private static byte[] Header(int width, int height, byte flags)
    {
        Span<byte> body = stackalloc byte[10];
        body.Clear();
        body[0] = flags;
        WriteUInt24(body[4..], width - 1);
        WriteUInt24(body[7..], height - 1);
        return Chunk("VP8X"u8, body);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        var chunk = new byte[8 + body.Length + (body.Length & 1)];
        name.CopyTo(chunk);
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), body.Length);
        body.CopyTo(chunk.AsSpan(8));
        return chunk;
    }

    private static byte[] Assemble(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> last)
    {
        byte[] file = [.. "RIFF\0\0\0\0WEBP"u8, .. first, .. rest, .. last];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    private static void WriteUInt24(Span<byte> b, int value) => (b[0], b[1], b[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
