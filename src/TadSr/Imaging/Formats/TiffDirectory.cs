namespace TadSr.Imaging.Formats;

/// <summary>The first directory of a TIFF (also of a BigTIFF): what its samples are, before a decoder touches them.</summary>
internal sealed class TiffDirectory
{
    /// <summary>Tags that are asked for by name.</summary>
    public const int
        SubfileType = 254, Width = 256, Height = 257, BitsPerSample = 258, Compression = 259, Photometric = 262, StripOffsets = 273, Orientation = 274,
        SamplesPerPixel = 277, RowsPerStrip = 278, StripByteCounts = 279, PlanarConfiguration = 284, TileOffsets = 324, TileByteCounts = 325, ExtraSamples = 338,
        SampleFormat = 339, Iptc = 33723, IccProfile = 34675, YcbcrCoefficients = 529, YcbcrSubsampling = 530, ReferenceBlackWhite = 532, ExifPointer = 0x8769, GpsPointer = 0x8825,
        DngVersion = 50706;

    private const int MostEntries = 4096;
    private const long MostBytes = 64 << 20;

    private readonly Stream file;
    private readonly bool isBig;
    private readonly Dictionary<int, (int Type, long Count, long Position)> entries = [];

    private TiffDirectory(Stream file, TagReader read, bool isBig) => (this.file, Read, this.isBig) = (file, read, isBig);

    /// <summary>The byte order of the file.</summary>
    public TagReader Read { get; }

    /// <summary>Where the next directory lies; 0 for none.</summary>
    public long Next { get; private set; }

    /// <summary>The tags, in the order of their numbers.</summary>
    public IEnumerable<int> Tags => entries.Keys.Order();

    /// <summary>Reads the first directory.</summary>
    /// <param name="file">A file with the signature of a TIFF.</param>
    /// <returns>Null when it does not lie inside the file.</returns>
    public static TiffDirectory? Open(Stream file)
    {
        Span<byte> head = stackalloc byte[16];
        file.Position = 0;
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < 8)
            return null;
        var read = new TagReader(head[0] == 'I');
        var isBig = read.Short(head[2..]) == 43;
        var directory = new TiffDirectory(file, read, isBig);
        return directory.Load(isBig ? (long)read.Long8(head[8..]) : read.Long(head[4..])) ? directory : null;
    }

    /// <summary>Another directory of the same file, to which an entry points.</summary>
    /// <returns>Null when there is none or it does not lie inside the file.</returns>
    public TiffDirectory? Follow(int tag)
    {
        if (Numbers(tag, 1) is not [> 0 and var position])
            return null;
        var directory = new TiffDirectory(file, Read, isBig);
        return directory.Load(position) ? directory : null;
    }

    /// <summary>Whether the directory has a tag.</summary>
    public bool Has(int tag) => entries.ContainsKey(tag);

    /// <summary>The first value of a tag.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="otherwise">What holds where it is absent.</param>
    public long Number(int tag, long otherwise) => Numbers(tag, 1) is [var value] ? value : otherwise;

    /// <summary>Whole numbers of a tag.</summary>
    /// <param name="tag">Tag.</param>
    /// <param name="most">How many are read at most.</param>
    /// <returns>Empty when the tag is absent, of another kind, or lies outside the file.</returns>
    public long[] Numbers(int tag, long most)
    {
        if (!entries.TryGetValue(tag, out var entry) || entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
            return [];
        var size = TagReader.Size(entry.Type);
        if (Bytes(entry with { Count = Math.Min(entry.Count, most) }) is not { } bytes)
            return [];
        var values = new long[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes.AsSpan(i * size);
            values[i] = size switch { 1 => at[0], 2 => Read.Short(at), 4 => Read.Long(at), _ => (long)Math.Min(Read.Long8(at), long.MaxValue) };
        }
        return values;
    }

    /// <summary>Type, count and bytes of an entry, in the byte order of the file.</summary>
    /// <returns>Null when it does not lie inside the file or is larger than <paramref name="most"/> bytes.</returns>
    public (int Type, long Count, byte[] Bytes)? Entry(int tag, long most)
        => entries.TryGetValue(tag, out var entry) && entry.Count * TagReader.Size(entry.Type) <= most && Bytes(entry) is { } bytes ? (entry.Type, entry.Count, bytes) : null;

    /// <summary>Where the value of a tag stands in the file.</summary>
    public long PositionOf(int tag) => entries[tag].Position;

    private byte[]? Bytes((int Type, long Count, long Position) entry)
    {
        var length = entry.Count * TagReader.Size(entry.Type);
        if (length > MostBytes || entry.Position + length > file.Length)
            return null;
        var bytes = new byte[length];
        file.Position = entry.Position;
        file.ReadExactly(bytes);
        return bytes;
    }

    private bool Load(long position)
    {
        var (countLength, entryLength, fieldLength) = isBig ? (8, 20, 8) : (2, 12, 4);
        if (position < 8 || position > file.Length - countLength)
            return false;
        file.Position = position;
        var head = new byte[countLength];
        file.ReadExactly(head);
        var count = isBig ? Read.Long8(head) : (ulong)Read.Short(head);
        if (count == 0 || count > MostEntries || position + countLength + (long)count * entryLength > file.Length)
            return false;
        var body = new byte[(int)count * entryLength + fieldLength];
        var filled = file.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
        for (var i = 0; i < (int)count; i++)
        {
            var entry = body.AsSpan(i * entryLength, entryLength);
            var (tag, type) = (Read.Short(entry), Read.Short(entry[2..]));
            var values = isBig ? (long)Math.Min(Read.Long8(entry[4..]), long.MaxValue / 16) : Read.Long(entry[4..]);
            var field = entry[(entryLength - fieldLength)..];
            var fits = values * TagReader.Size(type) <= fieldLength;
            var at = fits ? position + countLength + i * (long)entryLength + entryLength - fieldLength : isBig ? (long)Math.Min(Read.Long8(field), long.MaxValue / 2) : Read.Long(field);
            entries.TryAdd(tag, (type, values, at));
        }
        if (filled == body.Length)
            Next = isBig ? (long)Math.Min(Read.Long8(body.AsSpan(body.Length - 8)), long.MaxValue) : Read.Long(body.AsSpan(body.Length - 4));
        return true;
    }
}
