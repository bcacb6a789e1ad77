using System.Buffers.Binary;

namespace TadSr.Imaging;

/// <summary>The RIFF level of WebP: animation and ICC profile, which the decoder and the encoder leave out.</summary>
internal static class WebpContainer
{
    private const byte IccFlag = 0x20, AlphaFlag = 0x10, AnimationFlag = 0x02;

    /// <summary>Checks that the file holds as many bytes as its header says.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(ReadOnlySpan<byte> file)
    {
        var claimed = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L;
        return file.Length + 1 < claimed ? $"truncated: {file.Length} of {claimed} bytes" : null;
    }

    /// <summary>Whether the file is an animation; then its canvas size stands in the header.</summary>
    public static bool IsAnimated(ReadOnlySpan<byte> head, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (head.Length < 30 || !head[12..16].SequenceEqual("VP8X"u8) || (head[20] & AnimationFlag) == 0)
            return false;
        (width, height) = (UInt24(head[24..]) + 1, UInt24(head[27..]) + 1);
        return true;
    }

    /// <summary>The ICC profile, or null.</summary>
    public static byte[]? Icc(ReadOnlySpan<byte> file)
        => Find(file, 12, "ICCP"u8) is (var start, var length) ? file.Slice(start, length).ToArray() : null;

    /// <summary>The first frame of an animation as a still file.</summary>
    /// <returns>Null when the frame does not cover the canvas or the file is damaged.</returns>
    public static byte[]? FirstFrame(ReadOnlySpan<byte> file)
    {
        if (!IsAnimated(file, out var width, out var height) || Find(file, 12, "ANMF"u8) is not (var start, var length) || length < 24)
            return null;
        var frame = file.Slice(start, length);
        if (UInt24(frame) != 0 || UInt24(frame[3..]) != 0 || UInt24(frame[6..]) + 1 != width || UInt24(frame[9..]) + 1 != height)
            return null;
        var alpha = frame[16..].StartsWith("ALPH"u8);
        return Assemble(alpha ? Header(width, height, AlphaFlag) : [], frame[16..]);
    }

    /// <summary>The same file with an ICC profile.</summary>
    public static byte[] WithIcc(ReadOnlySpan<byte> file, byte[] icc, int width, int height)
    {
        var profile = Chunk("ICCP"u8, icc);
        if (file[12..16].SequenceEqual("VP8X"u8))
        {
            var header = file[12..30].ToArray();
            header[8] |= IccFlag;
            return Assemble([.. header, .. profile], file[30..]);
        }
        // A lossless bitstream says in the 29th bit behind its signature byte whether it uses alpha.
        var alpha = file[12..16].SequenceEqual("VP8L"u8) && (file[24] & 0x10) != 0;
        return Assemble([.. Header(width, height, (byte)(IccFlag | (alpha ? AlphaFlag : 0))), .. profile], file[12..]);
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

    private static byte[] Assemble(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        var file = new byte[12 + first.Length + rest.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBP"u8.CopyTo(file.AsSpan(8));
        first.CopyTo(file.AsSpan(12));
        rest.CopyTo(file.AsSpan(12 + first.Length));
        return file;
    }

    private static (int Start, int Length)? Find(ReadOnlySpan<byte> file, int position, ReadOnlySpan<byte> name)
    {
        while (file.Length - position >= 8)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(position + 4)..]);
            if (length > file.Length - position - 8)
                return null;
            if (file.Slice(position, 4).SequenceEqual(name))
                return (position + 8, (int)length);
            position += 8 + (int)length + (int)(length & 1);
        }
        return null;
    }

    private static int UInt24(ReadOnlySpan<byte> b) => b[0] | (b[1] << 8) | (b[2] << 16);

    private static void WriteUInt24(Span<byte> b, int value) => (b[0], b[1], b[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
