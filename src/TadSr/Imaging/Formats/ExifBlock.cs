namespace TadSr.Imaging.Formats;

/// <summary>An EXIF block. What it says about the picture's size and orientation is read and made true for the output in place;
/// all else stays byte for byte, so that tags that nobody knows and the maker's notes, which count from the block's start, survive.</summary>
internal sealed class ExifBlock
{
    private const int OrientationTag = 0x112, ExifPointer = 0x8769, WidthTag = 0x100, HeightTag = 0x101, ExifWidthTag = 0xa002, ExifHeightTag = 0xa003;
    private const int ThumbnailTag = 0x201, ThumbnailLengthTag = 0x202;
    private const int EntryLength = 12;

    private readonly byte[] block;
    private readonly TagReader read;
    private readonly int main;

    private ExifBlock(byte[] block, TagReader read, int main) => (this.block, this.read, this.main) = (block, read, main);

    /// <summary>The block without the prefix that some formats put before it.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> found) => found.StartsWith("Exif\0"u8) && found.Length > 6 ? found[6..] : found;

    /// <summary>Reads a block, with or without its prefix.</summary>
    /// <returns>Null when it is damaged: no header, or its first directory does not lie inside.</returns>
    public static ExifBlock? Read(ReadOnlySpan<byte> found)
    {
        var body = Body(found);
        if (body.Length < 14 || !(body.StartsWith("II*\0"u8) || body.StartsWith("MM\0*"u8)))
            return null;
        var read = new TagReader(body[0] == 'I');
        var main = read.Long(body[4..]);
        return Entries(body, read, main) > 0 ? new ExifBlock(body.ToArray(), read, (int)main) : null;
    }

    /// <summary>The block, without a prefix.</summary>
    public byte[] Bytes => block;

    /// <summary>How to turn the picture, 1 to 8; 1 where the block does not say.</summary>
    public int Orientation => Find(main, OrientationTag) is { } entry && Value(entry) is >= 1 and <= 8 and var value ? (int)value : 1;

    /// <summary>The block of the same picture upright and of another size; the thumbnail, which is neither, is taken out.</summary>
    public byte[] ForOutput(int width, int height)
    {
        var result = new ExifBlock((byte[])block.Clone(), read, main);
        result.Set(main, OrientationTag, 1);
        result.Set(main, WidthTag, (uint)width);
        result.Set(main, HeightTag, (uint)height);
        if (result.Find(main, ExifPointer) is { } pointer && result.Value(pointer) is var exif && Entries(block, read, exif) > 0)
        {
            result.Set((int)exif, ExifWidthTag, (uint)width);
            result.Set((int)exif, ExifHeightTag, (uint)height);
        }
        result.RemoveThumbnail();
        return result.block;
    }

    // How many entries a directory has; 0 where it does not lie inside the block.
    private static int Entries(ReadOnlySpan<byte> block, TagReader read, uint directory)
    {
        if (directory < 8 || directory > block.Length - 2)
            return 0;
        var count = read.Short(block[(int)directory..]);
        return directory + 2 + count * (long)EntryLength <= block.Length ? count : 0;
    }

    private int? Find(int directory, int tag)
    {
        var count = Entries(block, read, (uint)directory);
        for (var i = 0; i < count; i++)
        {
            var entry = directory + 2 + i * EntryLength;
            if (read.Short(block.AsSpan(entry)) == tag)
                return entry;
        }
        return null;
    }

    // One number that stands in the entry itself.
    private uint Value(int entry) => read.Short(block.AsSpan(entry + 2)) == 3 ? (uint)read.Short(block.AsSpan(entry + 8)) : read.Long(block.AsSpan(entry + 8));

    private void Set(int directory, int tag, uint value)
    {
        if (Find(directory, tag) is not { } entry || read.Long(block.AsSpan(entry + 4)) != 1)
            return;
        var field = block.AsSpan(entry + 8, 4);
        field.Clear();
        if (value <= ushort.MaxValue && read.Short(block.AsSpan(entry + 2)) == 3)
        {
            read.Write(field, (ushort)value);
            return;
        }
        read.Write(block.AsSpan(entry + 2), (ushort)4);
        read.Write(field, value);
    }

    private void RemoveThumbnail()
    {
        var link = main + 2 + Entries(block, read, (uint)main) * EntryLength;
        if (link + 4 > block.Length || read.Long(block.AsSpan(link)) is var next && Entries(block, read, next) == 0)
            return;
        if (Find((int)next, ThumbnailTag) is { } start && Find((int)next, ThumbnailLengthTag) is { } length && Value(start) is var from && from > next && from + (long)Value(length) <= block.Length)
            block.AsSpan((int)from, (int)Value(length)).Clear();
        block.AsSpan(link, 4).Clear();
    }
}
