using System.Buffers.Binary;
using System.Text;

namespace TadSr.Runtime;

/// <summary>An empty library of Linux that carries a name. While it is loaded, whoever asks for that name gets it.</summary>
/// <remarks>TorchSharp asks for <c>torch_cpu</c> by the path of the one in the program's folder. Where another libtorch was loaded, that
/// would bring a second one into the process. An empty library with this path as its name is what it gets instead.</remarks>
internal static class Decoy
{
    private const int HeaderSize = 64, SegmentSize = 56, EntrySize = 16, Segments = 3;
    private const int Hash = HeaderSize + Segments * SegmentSize, HashSize = 16, Symbols = Hash + HashSize, SymbolSize = 24, Entries = Symbols + SymbolSize;

    /// <summary>The bytes of the library.</summary>
    public static byte[] Of(string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        (long Tag, long Value)[] entries = [(14, 1), (4, Hash), (5, 0), (6, Symbols), (10, text.Length + 2), (11, SymbolSize), (0, 0)];
        var strings = Entries + entries.Length * EntrySize;
        entries[2].Value = strings;
        var library = new byte[strings + text.Length + 2];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(library);
        Write16(16, 3, 62);           // a shared library for x86-64
        Write32(20, 1);
        Write64(32, HeaderSize);      // where the segments are described
        Write16(52, HeaderSize, SegmentSize, Segments);
        Segment(0, kind: 1, flags: 6, offset: 0, length: library.Length, alignment: 0x1000);   // all of it, writable: the loader adds its address to the entries
        Segment(1, kind: 2, flags: 6, offset: Entries, length: entries.Length * EntrySize, alignment: 8);
        Segment(2, kind: 0x6474e551, flags: 6, offset: 0, length: 0, alignment: 16);           // no code on the stack
        Write32(Hash, 1);             // one bucket, and the one symbol that every table begins with
        Write32(Hash + 4, 1);
        for (var i = 0; i < entries.Length; i++)
        {
            Write64(Entries + i * EntrySize, entries[i].Tag);
            Write64(Entries + i * EntrySize + 8, entries[i].Value);
        }
        text.CopyTo(library, strings + 1);
        return library;

        void Segment(int index, uint kind, uint flags, long offset, long length, long alignment)
        {
            var at = HeaderSize + index * SegmentSize;
            Write32(at, kind);
            Write32(at + 4, flags);
            foreach (var value in new[] { offset, offset, offset, length, length, alignment })
                Write64(at += 8, value);
        }

        void Write16(int at, params ReadOnlySpan<ushort> values)
        {
            foreach (var value in values)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan(at), value);
                at += 2;
            }
        }

        void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(library.AsSpan(at), value);

        void Write64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(library.AsSpan(at), value);
    }
}
