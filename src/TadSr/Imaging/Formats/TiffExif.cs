namespace TadSr.Imaging.Formats;

/// <summary>The EXIF block that a TIFF holds in its directories: what describes the photograph and not the layout of the file.</summary>
internal static class TiffExif
{
    private const int LargestEntry = 1 << 16, LargestBlock = 1 << 20;

    // Tags that describe how the samples are stored; they would be false in another file. XMP, IPTC, Photoshop and ICC go their own ways.
    private static readonly int[] Layout =
    [
        254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292, 293, 297, 301, 317, 320, 321,
        322, 323, 324, 325, 330, 332, 338, 339, 347, 512, 513, 514, 519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34675,
    ];

    /// <summary>Makes the block.</summary>
    /// <returns>Null when the file says nothing of the kind.</returns>
    public static byte[]? Extract(TiffDirectory tiff)
    {
        var directories = new[] { 0, TiffDirectory.ExifPointer, TiffDirectory.GpsPointer }
            .Select(pointer => (Pointer: pointer, Entries: Entries(pointer == 0 ? tiff : tiff.Follow(pointer))))
            .Where(part => part.Pointer == 0 || part.Entries.Count > 0)
            .ToList();
        var main = directories[0].Entries;
        // Without a word about the photograph there is nothing to keep; resolution and orientation alone are the file's business.
        if (directories.Count == 1 && main.TrueForAll(entry => entry.Tag is 274 or 282 or 283 or 296))
            return null;
        foreach (var (pointer, _) in directories.Skip(1))
            main.Add((pointer, 4, 1, new byte[4]));
        main.Sort((a, b) => a.Tag.CompareTo(b.Tag));
        return Write(tiff.Read, directories);
    }

    private static List<(int Tag, int Type, long Count, byte[] Bytes)> Entries(TiffDirectory? directory)
    {
        var entries = new List<(int, int, long, byte[])>();
        var room = LargestBlock;
        foreach (var tag in directory?.Tags ?? [])
        {
            if (Layout.Contains(tag) || tag is TiffDirectory.ExifPointer or TiffDirectory.GpsPointer or 0xa005)
                continue;
            if (directory!.Entry(tag, LargestEntry) is not ( <= 13, var count, var bytes) entry || bytes.Length == 0 || (room -= bytes.Length) < 0)
                continue;
            entries.Add((tag, entry.Type, count, bytes));
        }
        return entries;
    }

    private static byte[] Write(TagReader order, List<(int Pointer, List<(int Tag, int Type, long Count, byte[] Bytes)> Entries)> directories)
    {
        var starts = new Dictionary<int, int>();
        var position = 8;
        foreach (var (pointer, entries) in directories)
        {
            starts[pointer] = position;
            position += 2 + entries.Count * 12 + 4;
        }
        var values = position;
        var length = values + directories.Sum(part => part.Entries.Sum(entry => entry.Bytes.Length > 4 ? (entry.Bytes.Length + 1) & ~1 : 0));
        var block = new byte[length];
        order.WriteHeader(block);
        foreach (var (pointer, entries) in directories)
        {
            var at = starts[pointer];
            order.Write(block.AsSpan(at), (ushort)entries.Count);
            at += 2;
            foreach (var (tag, type, count, bytes) in entries)
            {
                order.Write(block.AsSpan(at), (ushort)tag);
                order.Write(block.AsSpan(at + 2), (ushort)type);
                order.Write(block.AsSpan(at + 4), (uint)count);
                if (starts.TryGetValue(tag, out var target) && tag != 0)
                {
                    order.Write(block.AsSpan(at + 8), (uint)target);
                }
                else if (bytes.Length <= 4)
                {
                    bytes.CopyTo(block, at + 8);
                }
                else
                {
                    order.Write(block.AsSpan(at + 8), (uint)values);
                    bytes.CopyTo(block, values);
                    values += (bytes.Length + 1) & ~1;
                }
                at += 12;
            }
        }
        return block;
    }
}
