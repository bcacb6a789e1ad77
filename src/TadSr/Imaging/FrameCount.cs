using System.Buffers.Binary;

namespace TadSr.Imaging;

/// <summary>Tells whether a GIF or TIFF holds more than the first picture, without decoding the others.</summary>
internal static class FrameCount
{
    /// <summary>Whether a GIF has a second image block.</summary>
    public static bool GifHasMore(ReadOnlySpan<byte> file)
    {
        if (file.Length < 13)
            return false;
        var position = 13 + ColourTable(file[10]);
        var images = 0;
        while (position < file.Length && file[position] is 0x21 or 0x2c)
        {
            if (file[position] == 0x21)
            {
                position += 2;
            }
            else
            {
                if (++images > 1)
                    return true;
                if (position + 9 >= file.Length)
                    return false;
                position += 11 + ColourTable(file[position + 9]);
            }
            while (position < file.Length && file[position] != 0)
                position += file[position] + 1;
            position++;
        }
        return false;
    }

    /// <summary>Whether a TIFF has a second directory.</summary>
    public static bool TiffHasMore(ReadOnlySpan<byte> file)
    {
        var little = file[0] == 'I';
        var directory = Read32(file, 4, little);
        if (directory > file.Length - 2)
            return false;
        var entries = little ? BinaryPrimitives.ReadUInt16LittleEndian(file[(int)directory..]) : BinaryPrimitives.ReadUInt16BigEndian(file[(int)directory..]);
        return Read32(file, directory + 2 + entries * 12L, little) != 0;
    }

    private static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static uint Read32(ReadOnlySpan<byte> file, long position, bool little)
    {
        if (position + 4 > file.Length)
            return 0;
        var field = file[(int)position..];
        return little ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
    }
}
