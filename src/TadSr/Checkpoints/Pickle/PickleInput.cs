using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace TadSr.Checkpoints.Pickle;

/// <summary>The bytes of a pickle with a cursor. Every claimed length is compared with what is left before anything is taken.</summary>
internal ref struct PickleInput(ReadOnlySpan<byte> bytes, PickleSource source)
{
    private const int LongestInteger = 1024;
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Index of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>Index of the opcode whose arguments are being read, for messages.</summary>
    public int OpcodeAt { get; private set; }

    /// <summary>The opcode at <see cref="OpcodeAt"/>.</summary>
    public PickleOpcode Opcode { get; private set; }

    public PickleOpcode NextOpcode()
    {
        if (Position >= bytes.Length)
            throw source.Refuse($"truncated: the pickle ends at byte {Position} without STOP; download or copy the file again");
        OpcodeAt = Position;
        return Opcode = (PickleOpcode)bytes[Position++];
    }

    public byte UInt8() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>UTF-8 of a claimed length.</summary>
    public string Text(ulong length)
    {
        var text = Take(length);
        source.Charge(32 + 2L * text.Length, OpcodeAt);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Steps over bytes of a claimed length.</summary>
    public void Skip(ulong length) => Take(length);

    /// <summary>Checks a claimed length without consuming it.</summary>
    public readonly void Announce(ulong length)
    {
        if (length > (ulong)(bytes.Length - Position))
            throw source.Refuse($"{Name} at byte {OpcodeAt} claims {length} bytes, {bytes.Length - Position} are left");
    }

    /// <summary>Little-endian two's complement of a claimed length: a long where it fits, else a BigInteger.</summary>
    public object Integer(long length)
    {
        if (length < 0)
            throw source.Refuse($"{Name} at byte {OpcodeAt} claims {length} bytes");
        var digits = Take((ulong)length);
        if (length > LongestInteger)
            throw source.Refuse($"{Name} at byte {OpcodeAt} is an integer of {length} bytes, more than {LongestInteger}");
        return Shorten(new BigInteger(digits));
    }

    /// <summary>A decimal integer up to the end of the line.</summary>
    public object Decimal()
    {
        var line = Line().TrimEnd('L');
        if (line.Length > LongestInteger || !BigInteger.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            throw source.Refuse($"{Name} at byte {OpcodeAt} is not followed by an integer of at most {LongestInteger} digits");
        return Shorten(value);
    }

    /// <summary>Text up to the end of the line.</summary>
    public string Line()
    {
        var length = bytes[Position..].IndexOf((byte)'\n');
        if (length < 0)
            throw source.Refuse($"truncated: the line of {Name} at byte {OpcodeAt} has no end");
        source.Charge(32 + 2L * length, OpcodeAt);
        var text = Encoding.UTF8.GetString(bytes.Slice(Position, length));
        Position += length + 1;
        return text;
    }

    /// <summary>The opcode as pickletools names it.</summary>
    public readonly string Name => Enum.IsDefined(Opcode) ? Opcode.ToString().ToUpperInvariant() : $"opcode 0x{(byte)Opcode:x2}";

    private object Shorten(BigInteger value)
    {
        source.Charge(24, OpcodeAt);
        if (value >= long.MinValue && value <= long.MaxValue)
            return long.CreateChecked(value);
        return value;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        Announce(length);
        var taken = bytes.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }
}
