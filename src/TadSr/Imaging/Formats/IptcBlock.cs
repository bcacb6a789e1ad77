using System.Buffers.Binary;

namespace TadSr.Imaging.Formats;

/// <summary>IPTC records, which JPEG and PNG wrap into a resource of Photoshop's.</summary>
internal static class IptcBlock
{
    private const int Resource = 0x404, HeaderLength = 12;

    private static ReadOnlySpan<byte> Signature => "Photoshop 3.0\0"u8;

    /// <summary>The records without their wrapping.</summary>
    /// <returns>Null where the wrapping holds none.</returns>
    public static byte[]? Unwrap(ReadOnlySpan<byte> found)
    {
        if (found.StartsWith(Signature))
            found = found[Signature.Length..];
        if (!found.StartsWith("8BIM"u8))
            return found.TrimEnd((byte)0) is { IsEmpty: false } records ? records.ToArray() : null;
        while (found.Length >= HeaderLength && found.StartsWith("8BIM"u8))
        {
            var kind = BinaryPrimitives.ReadUInt16BigEndian(found[4..]);
            var name = 6 + ((found[6] + 2) & ~1);   // a string with its length, padded to even
            if (found.Length < name + 4)
                return null;
            var length = BinaryPrimitives.ReadUInt32BigEndian(found[name..]);
            var content = found[(name + 4)..];
            if (length > content.Length)
                return null;
            if (kind == Resource)
                return content[..(int)length].ToArray();
            found = content[(int)Math.Min(length + (length & 1), content.Length)..];
        }
        return null;
    }

    /// <summary>The records as the writer of TIFF wants them: libvips counts words of four bytes, libtiff takes that for bytes.</summary>
    public static byte[] PadForTiff(byte[] records) => [.. records, .. new byte[3 * records.Length]];

    /// <summary>The records as a resource.</summary>
    public static byte[] Wrap(byte[] records)
    {
        byte[] wrapped = [.. "8BIM\u0004\u0004\0\0\0\0\0\0"u8, .. records, .. records.Length % 2 == 0 ? ""u8 : "\0"u8];
        BinaryPrimitives.WriteInt32BigEndian(wrapped.AsSpan(8), records.Length);
        return wrapped;
    }

    /// <summary>The records as the segment of a JPEG holds them.</summary>
    public static byte[] WrapForJpeg(byte[] records) => [.. Signature, .. Wrap(records)];
}
