using System.Buffers.Binary;
using System.Text;

namespace TadSr.Runtime;

/// <summary>Marks one required symbol version of an ELF64 library as weak, so that the loader accepts a system that lacks it.</summary>
/// <remarks>libLibTorchSharp.so names GLIBCXX_3.4.32 only for <c>_ZSt21ios_base_library_initv</c>, a marker that the linker
/// of GCC 13 leaves behind and that nothing calls or reads. Setting VER_FLG_WEAK in the version requirement changes one byte.
/// A library in which a symbol of that version is really used (has a relocation) is refused.</remarks>
internal static class ElfVersionRepair
{
    private const uint SectionDynamicSymbols = 11, SectionVersionNeeds = 0x6ffffffe, SectionVersionSymbols = 0x6fffffff, SectionRela = 4;
    private const ushort WeakFlag = 2;

    /// <summary>Repairs the bytes of a library in place.</summary>
    /// <param name="elf">The whole file; little-endian ELF64.</param>
    /// <param name="version">The version to make weak, for example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>What was found and done.</returns>
    /// <exception cref="InvalidDataException">The bytes are no little-endian ELF64 file, or are cut off, or a symbol of that version has a relocation.</exception>
    public static RepairOutcome MakeWeak(Span<byte> elf, string version)
    {
        var sections = ReadSections(elf);
        foreach (var needs in sections.Where(s => s.Type == SectionVersionNeeds))
        {
            var strings = sections[needs.Link];
            var entry = FindEntry(elf, needs, strings, version);
            if (entry < 0)
                continue;
            var flags = BinaryPrimitives.ReadUInt16LittleEndian(Slice(elf, entry + 4, 2));
            if ((flags & WeakFlag) != 0)
                return RepairOutcome.AlreadyWeak;
            var index = BinaryPrimitives.ReadUInt16LittleEndian(Slice(elf, entry + 6, 2));
            RefuseWhenUsed(elf, sections, index, version);
            BinaryPrimitives.WriteUInt16LittleEndian(Slice(elf, entry + 4, 2), (ushort)(flags | WeakFlag));
            return RepairOutcome.Repaired;
        }
        return RepairOutcome.NotNeeded;
    }

    private static List<Section> ReadSections(Span<byte> elf)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException("not a little-endian ELF64 file");
        var offset = ReadOffset(elf, 40);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]), count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        var sections = new List<Section>(count);
        for (var i = 0; i < count; i++)
        {
            var header = Slice(elf, offset + (long)i * size, 64);
            sections.Add(new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                ReadOffset(header, 24), ReadOffset(header, 32),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..])));
        }
        if (sections.Any(s => s.Link >= sections.Count))
            throw new InvalidDataException("a section links to one that does not exist");
        return sections;
    }

    private static long FindEntry(Span<byte> elf, Section needs, Section strings, string version)
    {
        for (long need = needs.Offset, next = -1; next != 0; need += next)
        {
            next = BinaryPrimitives.ReadUInt32LittleEndian(Slice(elf, need + 12, 4));
            int count = BinaryPrimitives.ReadUInt16LittleEndian(Slice(elf, need + 2, 2));
            var entry = need + BinaryPrimitives.ReadUInt32LittleEndian(Slice(elf, need + 8, 4));
            for (var i = 0; i < count; i++)
            {
                var name = BinaryPrimitives.ReadUInt32LittleEndian(Slice(elf, entry + 8, 4));
                if (NameAt(elf, strings.Offset + name) == version)
                    return entry;
                var step = BinaryPrimitives.ReadUInt32LittleEndian(Slice(elf, entry + 12, 4));
                if (step == 0)
                    break;
                entry += step;
            }
        }
        return -1;
    }

    private static void RefuseWhenUsed(Span<byte> elf, List<Section> sections, ushort index, string version)
    {
        var versions = sections.FirstOrDefault(s => s.Type == SectionVersionSymbols);
        var symbols = sections.FirstOrDefault(s => s.Type == SectionDynamicSymbols);
        if (versions is null || symbols is null)
            throw new InvalidDataException("no dynamic symbols");
        var marked = new HashSet<uint>();
        for (uint i = 0; i < versions.Size / 2; i++)
        {
            if ((BinaryPrimitives.ReadUInt16LittleEndian(Slice(elf, versions.Offset + i * 2, 2)) & 0x7fff) == index)
                marked.Add(i);
        }
        foreach (var rela in sections.Where(s => s.Type == SectionRela))
        {
            for (long at = rela.Offset; at + 24 <= rela.Offset + rela.Size; at += 24)
            {
                var symbol = BinaryPrimitives.ReadUInt32LittleEndian(Slice(elf, at + 12, 4));
                if (marked.Contains(symbol))
                    throw new InvalidDataException($"symbol {symbol} of version {version} is used by a relocation; this system needs a newer libstdc++");
            }
        }
    }

    private static string NameAt(Span<byte> elf, long offset)
    {
        var rest = Slice(elf, offset, 1).Length == 1 ? elf[(int)offset..] : default;
        var end = rest.IndexOf((byte)0);
        return end < 0 ? throw new InvalidDataException("a name is cut off") : Encoding.ASCII.GetString(rest[..end]);
    }

    private static long ReadOffset(Span<byte> bytes, int at) => (long)BinaryPrimitives.ReadUInt64LittleEndian(Slice(bytes, at, 8));

    private static Span<byte> Slice(Span<byte> bytes, long offset, int length) =>
        offset < 0 || offset > bytes.Length - length ? throw new InvalidDataException("the file is cut off") : bytes.Slice((int)offset, length);

    private sealed record Section(uint Type, long Offset, long Size, int Link);
}
