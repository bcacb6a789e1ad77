namespace TadSr.Degradation;

/// <summary>A square blur kernel of odd side: weights in row-major order, normally with sum 1.</summary>
internal sealed class BlurKernel : IKernelSource
{
    /// <summary>A kernel over the given weights, which are not copied.</summary>
    /// <exception cref="ArgumentException">The side is even or the number of weights is not its square.</exception>
    public BlurKernel(int size, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (size % 2 == 0 || weights.Length != size * size)
            throw new ArgumentException($"{weights.Length} weights are no kernel of odd side {size}.", nameof(weights));
        (Size, Weights) = (size, weights);
    }

    /// <summary>Side in pixels, odd.</summary>
    public int Size { get; }

    /// <summary>Size x size weights.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The weight at (row, column).</summary>
    public double this[int row, int column] => Weights[row * Size + column];

    BlurKernel IKernelSource.Build() => this;

    /// <summary>The same kernel with a border of zeros up to <paramref name="size"/>.</summary>
    /// <exception cref="ArgumentException">The size is even or smaller than the kernel.</exception>
    public BlurKernel PadTo(int size)
    {
        if (size < Size || size % 2 == 0)
            throw new ArgumentException($"A kernel of side {Size} cannot be padded to {size}.", nameof(size));
        return Resized(size);
    }

    /// <summary>The smallest kernel that filters alike: without the outer rings that hold only zeros.</summary>
    public BlurKernel Trimmed()
    {
        var size = Size;
        while (size > 1 && RingIsZero((Size - size) / 2))
            size -= 2;
        return size == Size ? this : Resized(size);
    }

    /// <summary>The two factors, when the kernel is an outer product (to 1e-13 of its largest weight): filtering with
    /// them one after the other costs 2 k in place of k^2 products a pixel.</summary>
    /// <returns>Column factor (over rows) and row factor (over columns), or null.</returns>
    public (double[] Vertical, double[] Horizontal)? Factors()
    {
        var peak = 0;
        for (var i = 1; i < Weights.Count; i++)
        {
            if (Math.Abs(Weights[i]) > Math.Abs(Weights[peak]))
                peak = i;
        }

        var largest = Weights[peak];
        if (largest == 0)
            return null;
        var (peakRow, peakColumn) = (peak / Size, peak % Size);
        var vertical = new double[Size];
        var horizontal = new double[Size];
        for (var i = 0; i < Size; i++)
            (vertical[i], horizontal[i]) = (this[i, peakColumn], this[peakRow, i] / largest);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                if (Math.Abs(this[row, column] - vertical[row] * horizontal[column]) > 1e-13 * Math.Abs(largest))
                    return null;
            }
        }

        return (vertical, horizontal);
    }

    private bool RingIsZero(int ring)
    {
        var last = Size - 1 - ring;
        for (var i = ring; i <= last; i++)
        {
            if (this[ring, i] != 0 || this[last, i] != 0 || this[i, ring] != 0 || this[i, last] != 0)
                return false;
        }

        return true;
    }

    private BlurKernel Resized(int size)
    {
        var weights = new double[size * size];
        var shift = (Size - size) / 2;                                     // negative when it grows
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var (sourceRow, sourceColumn) = (row + shift, column + shift);
                if ((uint)sourceRow < (uint)Size && (uint)sourceColumn < (uint)Size)
                    weights[row * size + column] = this[sourceRow, sourceColumn];
            }
        }

        return new BlurKernel(size, weights);
    }
}
