using System.Buffers.Binary;

namespace TadSr.Imaging;

/// <summary>The marker level of JPEG: the decoder accepts files that were cut off, we do not.</summary>
internal static class JpegContainer
{
    /// <summary>Walks segments and entropy-coded data to the end-of-image marker.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(ReadOnlySpan<byte> file)
    {
        var position = 2;
        while (position + 1 < file.Length)
        {
            if (file[position] != 0xff)
            {
                // Entropy-coded data, or padding between segments: the next marker is the next 0xff that is neither stuffed nor a restart.
                var next = file[position..].IndexOf((byte)0xff);
                if (next < 0)
                    break;
                position += next;
                continue;
            }
            var marker = file[position + 1];
            if (marker == 0xd9)
                return null;
            if (marker is 0x00 or 0x01 or 0xff or (>= 0xd0 and <= 0xd8))
            {
                position += marker == 0xff ? 1 : 2;
                continue;
            }
            if (position + 4 > file.Length)
                break;
            position += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(position + 2)..]);
        }
        return $"truncated: the file ends after {file.Length} bytes, before the end marker EOI";
    }
}
