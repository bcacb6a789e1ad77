using System.Buffers.Binary;
using System.Text;

namespace TadSr.Cli.Tests;

/// <summary>Which imported symbols the functions of a library for x86-64 can call, told from its code: every place from which a
/// distance leads to the start of a function, of a table of functions or of a stub counts as a call.</summary>
internal sealed class NativeCalls
{
    private readonly byte[] file;
    private readonly List<(uint Type, long Address, long Offset, long Size, int Link)> sections = [];
    private readonly Dictionary<long, (string Name, long Size)> symbols = [];
    private readonly Dictionary<string, long> exported = [];
    private readonly Dictionary<long, string> slots = [];
    private readonly Dictionary<long, string> stubs = [];
    private readonly Dictionary<long, long> pointers = [];

    public NativeCalls(string path)
    {
        file = File.ReadAllBytes(path);
        ReadSections();
        foreach (var table in sections.Where(section => section.Type is 2 or 11).ToList())
            ReadSymbols(table.Offset, table.Size, sections[table.Link].Offset, isDynamic: table.Type == 11);
        foreach (var table in sections.Where(section => section.Type == 4).ToList())
            ReadRelocations(table.Offset, table.Size, sections[table.Link]);
        FindStubs();
    }

    /// <summary>What these functions can call, through functions of the library too.</summary>
    public HashSet<string> From(IEnumerable<string> functions)
    {
        var found = new HashSet<string>();
        var seen = new HashSet<long>();
        var waiting = new Stack<long>(functions.Select(function => exported[function]));
        while (waiting.TryPop(out var address))
        {
            if (!seen.Add(address))
                continue;
            foreach (var target in Targets(address, symbols[address].Size))
            {
                if (stubs.TryGetValue(target, out var import) || slots.TryGetValue(target, out import))
                    found.Add(import);
                else if (symbols.ContainsKey(target))
                    waiting.Push(target);
            }
        }
        return found;
    }

    private IEnumerable<long> Targets(long address, long size)
    {
        var offset = OffsetOf(address);
        if (offset < 0)
            yield break;
        for (var at = 0L; at < size; at++)
        {
            if (pointers.TryGetValue(address + at, out var pointer))
                yield return pointer;
            if (slots.ContainsKey(address + at))
                yield return address + at;
            if (at + 4 <= size)
                yield return address + at + 4 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan((int)(offset + at)));
        }
    }

    private void ReadSections()
    {
        var (start, size, count) = (Int64(40), Int16(58), Int16(60));
        for (var i = 0; i < count; i++)
        {
            var at = start + i * size;
            sections.Add((Int32(at + 4), Int64(at + 16), Int64(at + 24), Int64(at + 32), (int)Int32(at + 40)));
        }
    }

    private void ReadSymbols(long offset, long size, long names, bool isDynamic)
    {
        for (var at = offset; at < offset + size; at += 24)
        {
            var (name, address) = (Name(names + Int32(at)), Int64(at + 8));
            if (Int16(at + 6) == 0 || (file[at + 4] & 15) is not (1 or 2))
                continue;
            symbols[address] = (name, Math.Max(Int64(at + 16), symbols.GetValueOrDefault(address).Size));
            if (isDynamic)
                exported[name] = address;
        }
    }

    private void ReadRelocations(long offset, long size, (uint Type, long Address, long Offset, long Size, int Link) table)
    {
        for (var at = offset; at < offset + size; at += 24)
        {
            var (place, kind, symbol, addend) = (Int64(at), Int32(at + 8), Int32(at + 12), Int64(at + 16));
            var entry = table.Offset + symbol * 24L;
            if (kind == 8)
                pointers[place] = addend;
            else if (symbol != 0 && Int16(entry + 6) != 0)
                pointers[place] = Int64(entry + 8) + addend;
            else if (symbol != 0)
                slots[place] = Name(sections[table.Link].Offset + Int32(entry));
        }
    }

    // A stub jumps through the slot of its symbol: FF 25 and the distance.
    private void FindStubs()
    {
        foreach (var section in sections.Where(section => section.Type == 1))
        {
            for (var at = 0L; at + 6 <= section.Size; at++)
            {
                var code = file.AsSpan((int)(section.Offset + at), 6);
                if (code[0] == 0xff && code[1] == 0x25 && slots.TryGetValue(section.Address + at + 6 + BinaryPrimitives.ReadInt32LittleEndian(code[2..]), out var symbol))
                    stubs[section.Address + at] = symbol;
            }
        }
    }

    private long OffsetOf(long address) => sections.Where(section => section.Type == 1 && address >= section.Address && address < section.Address + section.Size)
        .Select(section => address - section.Address + section.Offset).FirstOrDefault(-1);

    private string Name(long offset)
    {
        var rest = file.AsSpan((int)offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private int Int16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((int)at));

    private uint Int32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan((int)at));

    private long Int64(long at) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan((int)at));
}
