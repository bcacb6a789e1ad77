using System.Buffers.Binary;

namespace TadSr.Imaging.Formats;

/// <summary>The box level of AVIF and HEIC: how the colours are coded, which the library does not tell.</summary>
internal static class HeifContainer
{
    private const int LargestMeta = 1 << 20;

    // Primaries and transfer of sRGB, or not stated.
    private static readonly byte[] PlainPrimaries = [1, 2], PlainTransfers = [1, 2, 6, 13];

    /// <summary>The colour coding of the picture as the four bytes of a cICP chunk.</summary>
    /// <returns>Null where it is that of sRGB or not stated.</returns>
    public static byte[]? ColourCoding(Stream file)
    {
        Span<byte> head = stackalloc byte[8];
        for (long position = 0; position + 8 <= file.Length;)
        {
            file.Position = position;
            file.ReadExactly(head);
            long length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length < 8)
                return null;
            if (head[4..].SequenceEqual("meta"u8))
            {
                var meta = new byte[Math.Min(Math.Min(length, file.Length - position) - 8, LargestMeta)];
                file.ReadExactly(meta);
                return Find(meta);
            }
            position += length;
        }
        return null;
    }

    // The first box 'colr' of kind 'nclx' belongs to the picture that is shown: others are for its parts, and equal.
    private static byte[]? Find(ReadOnlySpan<byte> meta)
    {
        var at = meta.IndexOf("colrnclx"u8);
        if (at < 0 || meta.Length < at + 15)
            return null;
        var primaries = BinaryPrimitives.ReadUInt16BigEndian(meta[(at + 8)..]);
        var transfer = BinaryPrimitives.ReadUInt16BigEndian(meta[(at + 10)..]);
        if (primaries > byte.MaxValue || transfer > byte.MaxValue || (PlainPrimaries.Contains((byte)primaries) && PlainTransfers.Contains((byte)transfer)))
            return null;
        return [(byte)primaries, (byte)transfer, 0, 1];   // decoded samples are RGB of full range
    }
}
