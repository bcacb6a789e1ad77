using System.Numerics;

namespace TadSr.Imaging;

/// <summary>A picture as planes of numbers in plain memory, (C, H, W) in row-major order. What the data workers compute on,
/// so that they never touch the tensor library and its threads.</summary>
/// <typeparam name="T">float for training, double where exactness is checked.</typeparam>
internal sealed class Planes<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Planes of unspecified content.</summary>
    public Planes(int channels, int height, int width)
        : this(channels, height, width, GC.AllocateUninitializedArray<T>(checked(channels * height * width)))
    {
    }

    /// <summary>Planes over an existing array, which is not copied.</summary>
    /// <exception cref="ArgumentException">The array's length is not channels x height x width.</exception>
    public Planes(int channels, int height, int width, T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (values.Length != (long)channels * height * width)
            throw new ArgumentException($"{values.Length} values cannot be {channels} x {height} x {width}.", nameof(values));
        (Channels, Height, Width, Values) = (channels, height, width, values);
    }

    /// <summary>Number of planes.</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>All values, plane after plane.</summary>
    public T[] Values { get; }

    /// <summary>One plane, (H, W).</summary>
    public Span<T> Plane(int channel) => Values.AsSpan(channel * Height * Width, Height * Width);

    /// <summary>One row of one plane.</summary>
    public Span<T> Row(int channel, int y) => Values.AsSpan((channel * Height + y) * Width, Width);

    /// <summary>A copy that shares nothing with this one.</summary>
    public Planes<T> Clone() => new(Channels, Height, Width, (T[])Values.Clone());

    /// <summary>The rectangle of the given size whose upper left corner is (top, left).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle does not lie inside.</exception>
    public Planes<T> Crop(int top, int left, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + height, Height, nameof(height));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left + width, Width, nameof(width));
        var result = new Planes<T>(Channels, height, width);
        for (var c = 0; c < Channels; c++)
        {
            for (var y = 0; y < height; y++)
                Row(c, top + y).Slice(left, width).CopyTo(result.Row(c, y));
        }

        return result;
    }

    /// <summary>Every value limited to [0, 1], in place.</summary>
    public void ClampToUnit()
    {
        var i = 0;
        for (; i + Vector<T>.Count <= Values.Length; i += Vector<T>.Count)
            Vector.Min(Vector.Max(new Vector<T>(Values, i), Vector<T>.Zero), Vector<T>.One).CopyTo(Values, i);
        for (; i < Values.Length; i++)
            Values[i] = T.Min(T.Max(Values[i], T.Zero), T.One);
    }
}
