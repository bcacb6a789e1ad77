namespace TadSr.Checkpoints;

/// <summary>Name, element type and shape of a tensor in a checkpoint.</summary>
public sealed class TensorEntry
{
    /// <summary>Creates the entry.</summary>
    /// <param name="name">The key.</param>
    /// <param name="elementType">Type of the elements.</param>
    /// <param name="shape">Sizes, all at least 0; empty for a scalar.</param>
    /// <exception cref="OverflowException">The size in bytes exceeds 64 bits.</exception>
    internal TensorEntry(string name, ElementType elementType, long[] shape)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        Name = name;
        ElementType = elementType;
        Shape = shape;
        var count = 1L;
        foreach (var side in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(side, nameof(shape));
            count = checked(count * side);
        }
        ElementCount = count;
        ByteLength = checked(count * elementType.Size());
    }

    /// <summary>The key.</summary>
    public string Name { get; }

    /// <summary>Type of the elements, such as <c>float32</c> or <c>bfloat16</c>.</summary>
    public string Type => Word(ElementType);

    internal ElementType ElementType { get; }

    /// <summary>Sizes; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>Product of the shape.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes of the elements without any gap.</summary>
    public long ByteLength { get; }

    /// <summary>For messages: <c>float32 [160, 3, 3, 3]</c>.</summary>
    public string Describe() => Describe(ElementType, Shape);

    internal static string Describe(ElementType type, IReadOnlyList<long> shape) => $"{Word(type)} [{string.Join(", ", shape)}]";

    private static string Word(ElementType type) => type == ElementType.BFloat16 ? "bfloat16" : type.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Describe()}";
}
