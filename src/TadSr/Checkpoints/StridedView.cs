namespace TadSr.Checkpoints;

/// <summary>Where the elements of a tensor lie in its storage, and how they are brought into row-major order.</summary>
/// <param name="shape">Sizes, at least 0.</param>
/// <param name="strides">Steps in elements, at least 0.</param>
/// <param name="elementSize">Bytes of an element.</param>
internal sealed class StridedView(long[] shape, long[] strides, int elementSize)
{
    /// <summary>Whether row-major order is the order in the storage.</summary>
    public bool IsContiguous { get; } = Contiguous(shape, strides);

    /// <summary>Elements from the first to the last that the view touches, 0 for an empty one.</summary>
    /// <exception cref="OverflowException">It exceeds 64 bits.</exception>
    public long Extent
    {
        get
        {
            var last = 0L;
            for (var i = 0; i < shape.Length; i++)
            {
                if (shape[i] == 0)
                    return 0;
                last = checked(last + (checked(shape[i] - 1) * strides[i]));
            }
            return last + 1;
        }
    }

    /// <summary>Gathers elements.</summary>
    /// <param name="bytes">The storage from the view's first element on.</param>
    /// <param name="first">Index of the first wanted element in row-major order.</param>
    /// <param name="destination">A whole number of elements.</param>
    public void Gather(ReadOnlySpan<byte> bytes, long first, Span<byte> destination)
    {
        var index = new long[shape.Length];
        var at = 0L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            (first, index[i]) = Math.DivRem(first, shape[i]);
            at += index[i] * strides[i];
        }
        for (; !destination.IsEmpty; destination = destination[elementSize..])
        {
            bytes.Slice((int)(at * elementSize), elementSize).CopyTo(destination);
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                at += strides[i];
                if (++index[i] < shape[i])
                    break;
                at -= strides[i] * shape[i];
                index[i] = 0;
            }
        }
    }

    private static bool Contiguous(long[] shape, long[] strides)
    {
        var expected = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] == 0)
                return true;
            if (shape[i] != 1 && strides[i] != expected)
                return false;
            expected *= shape[i];
        }
        return true;
    }
}
