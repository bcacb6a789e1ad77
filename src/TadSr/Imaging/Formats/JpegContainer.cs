namespace TadSr.Imaging.Formats;

/// <summary>The marker level of JPEG: where the picture ends, what stands behind it does not matter.</summary>
internal static class JpegContainer
{
    /// <summary>Where segments may be inserted: behind the start marker.</summary>
    public const int StartLength = 2;

    /// <summary>The most bytes of an EXIF block, an XMP packet or IPTC records that a segment holds.</summary>
    public const int LargestBlock = ushort.MaxValue - 64;

    private const int SampledHeader = 64;

    /// <summary>Walks segments and entropy-coded data.</summary>
    /// <param name="file">The file; its position is moved.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <returns>Whether the end marker is there, and whether a gain map for bright screens follows the picture.</returns>
    public static (bool HasEnd, bool HasGainMap) Walk(Stream file, CancellationToken cancellation)
    {
        var hasGainMap = false;
        var window = new byte[1 << 16];
        Span<byte> segment = stackalloc byte[SampledHeader];
        var (start, length) = (2L, 0);   // where the window lies, and how much of it is filled
        var position = 2L;
        while (position + 1 < file.Length)
        {
            if (position < start || position + 1 >= start + length)
            {
                cancellation.ThrowIfCancellationRequested();
                file.Position = start = position;
                length = file.ReadAtLeast(window, window.Length, throwOnEndOfStream: false);
                if (length < 2)
                    break;
            }
            var at = window.AsSpan((int)(position - start), length - (int)(position - start));
            if (at[0] != 0xff)
            {
                // Entropy-coded data, or padding between segments: the next marker is the next 0xff that is neither stuffed nor a restart.
                var next = at.IndexOf((byte)0xff);
                position += next < 0 ? at.Length : next;
                continue;
            }
            var marker = at[1];
            if (marker == 0xd9)
                return (true, hasGainMap);
            if (marker is 0x00 or 0x01 or 0xff or (>= 0xd0 and <= 0xd8))
            {
                position += marker == 0xff ? 1 : 2;
                continue;
            }
            file.Position = position + 2;
            var read = file.ReadAtLeast(segment, SampledHeader, throwOnEndOfStream: false);
            if (read < 2)
                break;
            hasGainMap |= marker == 0xe2 && segment[2..read].StartsWith("urn:iso:std:iso:ts:21496"u8);
            position += 2 + ((segment[0] << 8) | segment[1]);
        }
        return (false, hasGainMap);
    }

    /// <summary>The segments that open a file: the resolution, and EXIF where there is some.</summary>
    public static byte[] Header(double horizontal, double vertical, byte[]? exif)
    {
        var (x, y) = ((ushort)Math.Clamp(Math.Round(horizontal), 1, ushort.MaxValue), (ushort)Math.Clamp(Math.Round(vertical), 1, ushort.MaxValue));
        byte[] header = [0xff, 0xe0, 0, 16, .. "JFIF\0"u8, 1, 1, 1, (byte)(x >> 8), (byte)x, (byte)(y >> 8), (byte)y, 0, 0];
        if (exif is null)
            return header;
        var length = 2 + 6 + exif.Length;
        return [.. header, 0xff, 0xe1, (byte)(length >> 8), (byte)length, .. "Exif\0\0"u8, .. exif];
    }
}
