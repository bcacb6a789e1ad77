using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TadSr.Imaging;

/// <summary>The chunk level of PNG: what the decoder does not check or keep (end marker, checksums, ICC profile).</summary>
internal static class PngContainer
{
    /// <summary>Where chunks may be inserted: behind the signature and the IHDR chunk.</summary>
    public const int HeaderLength = 8 + 25;

    // A profile of many megabytes is an attack on memory, not a profile.
    private const int LargestProfile = 16 << 20;

    private static readonly uint[] Table = CreateTable();

    /// <summary>Width and height of the IHDR chunk, or null when the file ends before it.</summary>
    public static (uint Width, uint Height)? Size(ReadOnlySpan<byte> head)
        => head.Length >= 24 && head[12..16].SequenceEqual("IHDR"u8)
            ? (BinaryPrimitives.ReadUInt32BigEndian(head[16..]), BinaryPrimitives.ReadUInt32BigEndian(head[20..]))
            : null;

    /// <summary>Walks all chunks.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="icc">The profile of the iCCP chunk, or null.</param>
    /// <param name="animated">Whether the file is an animation (APNG).</param>
    /// <returns>What is wrong (truncated, corrupted), or null.</returns>
    public static string? Check(ReadOnlySpan<byte> file, out byte[]? icc, out bool animated)
    {
        (icc, animated) = (null, false);
        var position = 8;
        while (file.Length - position >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > file.Length - position - 12)
                break;
            var chunk = file.Slice(position + 4, (int)length + 4);
            var stored = BinaryPrimitives.ReadUInt32BigEndian(file[(position + 8 + (int)length)..]);
            var critical = (chunk[0] & 0x20) == 0;
            if (critical && Crc(chunk) != stored)
                return $"corrupted: the checksum of chunk {Encoding.ASCII.GetString(chunk[..4])} at byte {position} is wrong";
            if (chunk.StartsWith("iCCP"u8))
                icc = Profile(chunk[4..]);
            animated |= chunk.StartsWith("acTL"u8);
            if (chunk.StartsWith("IEND"u8))
                return null;
            position += (int)length + 12;
        }
        return $"truncated: the file ends after {file.Length} bytes, before the end marker IEND";
    }

    /// <summary>An iCCP chunk with this profile.</summary>
    public static byte[] ProfileChunk(byte[] icc)
    {
        using var body = new MemoryStream();
        body.Write("iCCPICC profile\0\0"u8);
        using (var zlib = new ZLibStream(body, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(icc);
        var typed = body.ToArray();
        var chunk = new byte[typed.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, typed.Length - 4);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(typed.Length + 4), Crc(typed));
        return chunk;
    }

    private static byte[]? Profile(ReadOnlySpan<byte> data)
    {
        var name = data.IndexOf((byte)0);
        if (name < 0 || data.Length < name + 3)
            return null;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(data[(name + 2)..].ToArray()), CompressionMode.Decompress);
            using var profile = new MemoryStream();
            var buffer = new byte[65536];
            for (int n; (n = zlib.Read(buffer)) > 0;)
            {
                profile.Write(buffer, 0, n);
                if (profile.Length > LargestProfile)
                    return null;
            }
            return profile.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
                c = (c & 1) != 0 ? 0xedb88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }
}
