using System.Runtime.InteropServices;

namespace TadSr.Checkpoints;

/// <summary>Facts about element types that need no tensor library.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 => 8,
        ElementType.Float32 or ElementType.Int32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 => 2,
        _ => 1,
    };

    /// <summary>Whether the elements are floating-point numbers.</summary>
    public static bool IsFloat(this ElementType type) => type <= ElementType.BFloat16;

    /// <summary>One element of little-endian floating-point data.</summary>
    internal static double FloatAt(this ElementType type, ReadOnlySpan<byte> data, int index) => type switch
    {
        ElementType.Float64 => MemoryMarshal.Read<double>(data[(index * 8)..]),
        ElementType.Float32 => MemoryMarshal.Read<float>(data[(index * 4)..]),
        ElementType.Float16 => (double)MemoryMarshal.Read<Half>(data[(index * 2)..]),
        ElementType.BFloat16 => BitConverter.Int32BitsToSingle(MemoryMarshal.Read<ushort>(data[(index * 2)..]) << 16),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no floating-point type"),
    };

    /// <summary>The name that safetensors uses, such as <c>F32</c>.</summary>
    public static string SafetensorsName(this ElementType type) => type switch
    {
        ElementType.Float64 => "F64",
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int16 => "I16",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        _ => "BOOL",
    };

    /// <summary>The type of a safetensors name, or null for a name that is not known here.</summary>
    public static ElementType? FromSafetensorsName(string name) => name switch
    {
        "F64" => ElementType.Float64,
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I16" => ElementType.Int16,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Bool,
        _ => null,
    };
}
