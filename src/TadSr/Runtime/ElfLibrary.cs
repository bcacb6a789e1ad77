using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace TadSr.Runtime;

/// <summary>What the loader of Linux reads in a library for x86-64: its name, the libraries that it needs, the symbols that it
/// takes and gives. Only the tables are read, and nothing is executed.</summary>
internal sealed class ElfLibrary : IDisposable
{
    private const int X86 = 62, SymbolSize = 24, RelocationSize = 24, MostHeaders = 1024, LongestName = 1 << 16;
    private const uint Load = 1, Dynamic = 2;
    private const long Needed = 1, HashTable = 0x6ffffef5, Strings = 5, Symbols = 6, Relocations = 7, RelocationBytes = 8, SharedName = 14, Versions = 0x6ffffff0;

    private readonly SafeFileHandle file;
    private readonly List<(long Address, long Offset, long Length)> segments = [];
    private readonly List<(long Tag, long Value)> entries = [];
    private readonly long strings, symbols;
    private readonly GnuHash hash;

    private ElfLibrary(SafeFileHandle file)
    {
        this.file = file;
        var header = Read(0, 64);
        if (!header.AsSpan(0, 4).SequenceEqual("\u007fELF"u8) || header[4] != 2 || header[5] != 1)
            throw new InvalidDataException("it is no 64-bit library of Linux");
        if (Int16(header, 18) is var machine and not X86)
            throw new InvalidDataException($"it is for another processor than x64 (ELF machine {machine})");
        ReadHeaders(Int64(header, 32), Int16(header, 54), Int16(header, 56));
        strings = Place(Strings);
        symbols = Place(Symbols);
        hash = ReadHash(Place(HashTable));
        Name = Values(SharedName).Select(NameAt).FirstOrDefault();
        Needs = [.. Values(Needed).Select(NameAt)];
    }

    /// <summary>The name by which other libraries ask for it, or null.</summary>
    public string? Name { get; }

    /// <summary>The names of the libraries that it asks for.</summary>
    public IReadOnlyList<string> Needs { get; }

    /// <summary>Opens a library.</summary>
    /// <exception cref="InvalidDataException">It is none, or it is cut off; the message says what is wrong.</exception>
    public static ElfLibrary Open(string path)
    {
        var file = File.OpenHandle(path);
        try
        {
            return new ElfLibrary(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether it gives a symbol to others.</summary>
    public bool Exports(string symbol)
    {
        var name = Encoding.ASCII.GetBytes(symbol);
        var wanted = GnuHash.Of(name);
        var bucket = Int32(Read(hash.Buckets + wanted % hash.BucketCount * 4L, 4), 0);
        for (var index = bucket; index >= hash.FirstHashed; index++)
        {
            var found = Int32(Read(hash.Chains + (index - hash.FirstHashed) * 4L, 4), 0);
            if ((found | 1) == (wanted | 1) && IsExport(index, name))
                return true;
            if ((found & 1) != 0)
                break;
        }
        return false;
    }

    /// <summary>The symbols that it takes from libraries whose symbols carry no version, as libtorch's do; those of the C and
    /// C++ runtime do. Weak ones may be missing and are left out.</summary>
    public IReadOnlyList<ElfImport> Imports()
    {
        var early = BoundWhenLoaded();
        var versions = Values(Versions).Select(PlaceOf).FirstOrDefault(-1);
        var imports = new List<ElfImport>();
        for (uint index = 1; index < hash.FirstHashed; index++)   // what has no definition is in no hash table and stands before the rest
        {
            var symbol = Symbol(index);
            var isGlobal = symbol[4] >> 4 == 1;
            if (isGlobal && Int16(symbol, 6) == 0 && (versions < 0 || (Int16(Read(versions + index * 2, 2), 0) & 0x7fff) <= 1))
                imports.Add(new ElfImport(NameAt(Int32(symbol, 0)), early.Contains(index)));
        }
        return imports;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // Function calls stand in a table of their own, which is bound call by call; what is in this one must be there at once.
    private HashSet<uint> BoundWhenLoaded()
    {
        var bound = new HashSet<uint>();
        var size = Values(RelocationBytes).FirstOrDefault();
        if (size <= 0 || size > RandomAccess.GetLength(file))
            return bound;
        var table = Read(Place(Relocations), (int)size);
        for (var at = 0; at + RelocationSize <= table.Length; at += RelocationSize)
            bound.Add(Int32(table, at + 12));
        return bound;
    }

    private bool IsExport(uint index, ReadOnlySpan<byte> name)
    {
        var symbol = Symbol(index);
        return Int16(symbol, 6) != 0 && symbol[4] >> 4 != 0 && Read(strings + Int32(symbol, 0), name.Length + 1) is var found && found[^1] == 0 && name.SequenceEqual(found.AsSpan(0, name.Length));
    }

    private byte[] Symbol(uint index) => Read(symbols + (long)index * SymbolSize, SymbolSize);

    private void ReadHeaders(long offset, int size, int count)
    {
        if (size < 56 || count > MostHeaders)
            throw new InvalidDataException("its headers are damaged");
        for (var i = 0; i < count; i++)
        {
            var header = Read(offset + (long)i * size, 56);
            var segment = (Address: Int64(header, 16), Offset: Int64(header, 8), Length: Int64(header, 32));
            if (Int32(header, 0) == Load)
                segments.Add(segment);
            else if (Int32(header, 0) == Dynamic)
                ReadEntries(segment.Offset, segment.Length);
        }
    }

    private void ReadEntries(long offset, long length)
    {
        if (length is < 0 or > 1 << 20)
            throw new InvalidDataException("its headers are damaged");
        var table = Read(offset, (int)length);
        for (var at = 0; at + 16 <= table.Length && Int64(table, at) != 0; at += 16)
            entries.Add((Int64(table, at), Int64(table, at + 8)));
    }

    private GnuHash ReadHash(long offset)
    {
        var header = Read(offset, 16);
        var (buckets, first, filter) = (Int32(header, 0), Int32(header, 4), Int32(header, 8));
        if (buckets == 0)
            throw new InvalidDataException("its table of symbols is damaged");
        var start = offset + 16 + filter * 8L;
        return new GnuHash(buckets, first, start, start + buckets * 4L);
    }

    private IEnumerable<long> Values(long tag) => entries.Where(entry => entry.Tag == tag).Select(entry => entry.Value);

    private long Place(long tag) => Values(tag).Select(PlaceOf).FirstOrDefault(-1) is var place and >= 0 ? place : throw new InvalidDataException("it has no table of symbols");

    private long PlaceOf(long address)
    {
        foreach (var segment in segments)
        {
            if (address >= segment.Address && address - segment.Address < segment.Length)
                return address - segment.Address + segment.Offset;
        }
        throw new InvalidDataException("its headers are damaged");
    }

    private string NameAt(long offset)
    {
        for (var length = 256; length <= LongestName; length *= 4)
        {
            var bytes = new byte[length];
            var read = RandomAccess.Read(file, bytes, Math.Max(0, strings + offset));
            if (bytes.AsSpan(0, read).IndexOf((byte)0) is var end and >= 0)
                return Encoding.ASCII.GetString(bytes, 0, end);
        }
        throw new InvalidDataException("the name of a symbol is cut off");
    }

    private byte[] Read(long offset, int length)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = offset < 0 ? 0 : RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (read == 0)
                throw new InvalidDataException("it is cut off");
            done += read;
        }
        return bytes;
    }

    private static int Int16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint Int32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));

    /// <summary>The table by which symbols are found.</summary>
    private readonly record struct GnuHash(uint BucketCount, uint FirstHashed, long Buckets, long Chains)
    {
        public static uint Of(ReadOnlySpan<byte> name)
        {
            var hash = 5381u;
            foreach (var letter in name)
                hash = unchecked(hash * 33 + letter);
            return hash;
        }
    }
}
