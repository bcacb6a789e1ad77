using static TorchSharp.torch;

namespace TadSr.Checkpoints;

/// <summary>Element types of files and of tensors.</summary>
internal static class TorchTypes
{
    /// <summary>The tensor library's name of the type.</summary>
    public static ScalarType ToScalarType(this ElementType type) => type switch
    {
        ElementType.Float64 => ScalarType.Float64,
        ElementType.Float32 => ScalarType.Float32,
        ElementType.Float16 => ScalarType.Float16,
        ElementType.BFloat16 => ScalarType.BFloat16,
        ElementType.Int64 => ScalarType.Int64,
        ElementType.Int32 => ScalarType.Int32,
        ElementType.Int16 => ScalarType.Int16,
        ElementType.Int8 => ScalarType.Int8,
        ElementType.UInt8 => ScalarType.Byte,
        _ => ScalarType.Bool,
    };

    /// <summary>The file's name of the type.</summary>
    /// <exception cref="ArgumentException">Checkpoints cannot hold this type.</exception>
    public static ElementType ToElementType(this ScalarType type) => type switch
    {
        ScalarType.Float64 => ElementType.Float64,
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Int64 => ElementType.Int64,
        ScalarType.Int32 => ElementType.Int32,
        ScalarType.Int16 => ElementType.Int16,
        ScalarType.Int8 => ElementType.Int8,
        ScalarType.Byte => ElementType.UInt8,
        ScalarType.Bool => ElementType.Bool,
        _ => throw new ArgumentException($"a tensor of {type} cannot be stored in a checkpoint", nameof(type)),
    };
}
