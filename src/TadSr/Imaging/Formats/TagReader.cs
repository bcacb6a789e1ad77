using System.Buffers.Binary;

namespace TadSr.Imaging.Formats;

/// <summary>Numbers in the byte order of a TIFF or EXIF block.</summary>
/// <param name="little">Whether the lowest byte stands first.</param>
internal readonly struct TagReader(bool little)
{
    /// <summary>Bytes that one value of a type takes; 0 for an unknown type.</summary>
    public static int Size(int type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    /// <summary>Two bytes.</summary>
    public int Short(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    /// <summary>Four bytes.</summary>
    public uint Long(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);

    /// <summary>Eight bytes.</summary>
    public ulong Long8(ReadOnlySpan<byte> at) => little ? BinaryPrimitives.ReadUInt64LittleEndian(at) : BinaryPrimitives.ReadUInt64BigEndian(at);

    /// <summary>Writes two bytes.</summary>
    public void Write(Span<byte> at, ushort value)
    {
        if (little)
            BinaryPrimitives.WriteUInt16LittleEndian(at, value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(at, value);
    }

    /// <summary>Writes four bytes.</summary>
    public void Write(Span<byte> at, uint value)
    {
        if (little)
            BinaryPrimitives.WriteUInt32LittleEndian(at, value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(at, value);
    }

    /// <summary>Writes the first eight bytes of a block whose first directory follows them.</summary>
    public void WriteHeader(Span<byte> block)
    {
        (little ? "II*\0"u8 : "MM\0*"u8).CopyTo(block);
        Write(block[4..], 8u);
    }
}
