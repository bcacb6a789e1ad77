using System.Buffers.Binary;
using System.Text;

namespace TadSr.Tests.Runtime;

/// <summary>Writes small libraries in the format of Linux, with the tables that a loader reads and nothing else.</summary>
internal sealed class TestElf
{
    private const int Segments = 64, Entries = 0x200, EntryCount = 40, Hash = Entries + EntryCount * 16;

    private readonly List<byte> names = [0];

    /// <summary>The name by which others ask for it.</summary>
    public string Name { get; init; } = "libtest.so";

    /// <summary>What it asks for.</summary>
    public string[] Needs { get; init; } = [];

    /// <summary>What it gives.</summary>
    public string[] Exports { get; init; } = [];

    /// <summary>Functions that it takes when they are first called.</summary>
    public string[] Calls { get; init; } = [];

    /// <summary>What it takes at once.</summary>
    public string[] Data { get; init; } = [];

    /// <summary>What it takes if it is there.</summary>
    public string[] Weak { get; init; } = [];

    /// <summary>What it takes from libraries whose symbols carry versions.</summary>
    public string[] Versioned { get; init; } = [];

    /// <summary>The processor: 62 is x64.</summary>
    public ushort Machine { get; init; } = 62;

    /// <summary>The bytes.</summary>
    public byte[] Build()
    {
        var taken = Calls.Concat(Data).Concat(Weak).Concat(Versioned).ToArray();
        var buckets = Math.Max(1, Exports.Length / 2);
        var given = Exports.OrderBy(name => HashOf(name) % buckets).ToArray();
        var first = taken.Length + 1;
        var symbols = Hash + 16 + 8 + buckets * 4 + given.Length * 4;
        symbols += -symbols & 7;
        var versions = symbols + (first + given.Length) * 24;
        var relocations = versions + (first + given.Length) * 2;
        relocations += -relocations & 7;
        var text = relocations + Data.Length * 24;
        var all = new byte[text];

        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(all);
        Write(16, (ushort)3);
        Write(18, Machine);
        Write(32, (long)Segments);
        Write(54, (ushort)56);
        Write(56, (ushort)2);

        for (var i = 0; i < taken.Length; i++)
            Symbol(i + 1, taken[i], weak: Weak.Contains(taken[i]), defined: false, versioned: Versioned.Contains(taken[i]));
        for (var i = 0; i < given.Length; i++)
            Symbol(first + i, given[i], weak: false, defined: true, versioned: false);
        for (var i = 0; i < Data.Length; i++)
            Write(relocations + i * 24 + 12, Array.IndexOf(taken, Data[i]) + 1);

        Write(Hash, buckets);
        Write(Hash + 4, first);
        Write(Hash + 8, 1);
        for (var i = 0; i < given.Length; i++)
        {
            var bucket = HashOf(given[i]) % buckets;
            var isLast = i + 1 == given.Length || HashOf(given[i + 1]) % buckets != bucket;
            if (i == 0 || HashOf(given[i - 1]) % buckets != bucket)
                Write(Hash + 24 + (int)bucket * 4, first + i);
            Write(Hash + 24 + buckets * 4 + i * 4, (int)((HashOf(given[i]) & ~1u) | (isLast ? 1u : 0u)));
        }

        var entries = new List<(long Tag, long Value)> { (14, Add(Name)), (5, text), (6, symbols), (0x6ffffef5, Hash), (0x6ffffff0, versions), (7, relocations), (8, Data.Length * 24) };
        entries.AddRange(Needs.Select(name => (1L, (long)Add(name))));
        for (var i = 0; i < entries.Count; i++)
        {
            Write(Entries + i * 16, entries[i].Tag);
            Write(Entries + i * 16 + 8, entries[i].Value);
        }
        Segment(0, 1, 0, text + names.Count);
        Segment(1, 2, Entries, EntryCount * 16);
        return [.. all, .. names];

        void Symbol(int index, string name, bool weak, bool defined, bool versioned)
        {
            var at = symbols + index * 24;
            Write(at, Add(name));
            all[at + 4] = (byte)((weak ? 2 : 1) << 4);
            Write(at + 6, (ushort)(defined ? 1 : 0));
            Write(versions + index * 2, (ushort)(versioned ? 3 : 1));
        }

        void Segment(int index, int kind, long offset, long length)
        {
            var at = Segments + index * 56;
            Write(at, kind);
            Write(at + 8, offset);
            Write(at + 16, offset);
            Write(at + 32, length);
        }

        void Write<T>(int at, T value) where T : struct
        {
            switch (value)
            {
                case ushort half: BinaryPrimitives.WriteUInt16LittleEndian(all.AsSpan(at), half); break;
                case int word: BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(at), word); break;
                case long wide: BinaryPrimitives.WriteInt64LittleEndian(all.AsSpan(at), wide); break;
            }
        }
    }

    private int Add(string name)
    {
        var place = names.Count;
        names.AddRange(Encoding.ASCII.GetBytes(name));
        names.Add(0);
        return place;
    }

    private static uint HashOf(string name) => name.Aggregate(5381u, (hash, letter) => unchecked(hash * 33 + letter));
}
