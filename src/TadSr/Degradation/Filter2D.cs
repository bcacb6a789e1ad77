using System.Numerics;
using System.Runtime.InteropServices;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Cross-correlation of every plane with one kernel; the border is mirrored without repeating the edge.</summary>
internal static class Filter2D
{
    /// <summary>Filters a picture.</summary>
    /// <param name="image">(C, H, W), left as it is.</param>
    /// <param name="kernel">Not flipped. Products and sums are not fused and follow the kernel's order at each pixel,
    /// so the result does not depend on the width of the processor's vectors.</param>
    /// <returns>(C, H, W).</returns>
    public static Planes<T> Apply<T>(Planes<T> image, BlurKernel kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(kernel);
        var trimmed = kernel.Trimmed();
        if (trimmed.Size == 1 && trimmed[0, 0] == 1)
            return image.Clone();
        var factors = trimmed.Size > 3 ? trimmed.Factors() : null;
        var radius = trimmed.Size / 2;
        var (height, width) = (image.Height, image.Width);
        var padded = new Planes<T>(1, height + 2 * radius, width + 2 * radius);
        var between = factors is null ? null : new Planes<T>(1, padded.Height, width);
        var result = new Planes<T>(image.Channels, height, width);
        var weights = Convert<T>(trimmed.Weights);
        var (vertical, horizontal) = factors is { } pair ? (Convert<T>(pair.Vertical), Convert<T>(pair.Horizontal)) : ([], []);
        for (var c = 0; c < image.Channels; c++)
        {
            Pad(image, c, padded, radius);
            if (between is null)
            {
                Correlate(padded.Values, padded.Width, weights, trimmed.Size, trimmed.Size, result.Plane(c), height, width);
                continue;
            }

            Correlate(padded.Values, padded.Width, horizontal, 1, trimmed.Size, between.Values, padded.Height, width);
            Correlate(between.Values, width, vertical, trimmed.Size, 1, result.Plane(c), height, width);
        }

        return result;
    }

    private static T[] Convert<T>(IReadOnlyList<double> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new T[values.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = T.CreateTruncating(values[i]);
        return result;
    }

    private static void Pad<T>(Planes<T> image, int channel, Planes<T> padded, int radius)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var y = 0; y < padded.Height; y++)
        {
            var source = image.Row(channel, Reflection.EdgeOnce(y - radius, image.Height));
            var target = padded.Row(0, y);
            source.CopyTo(target[radius..]);
            for (var x = 0; x < radius; x++)
            {
                target[x] = source[Reflection.EdgeOnce(x - radius, image.Width)];
                target[radius + image.Width + x] = source[Reflection.EdgeOnce(image.Width + x, image.Width)];
            }
        }
    }

    // Four vectors of neighbouring outputs at a time stay in registers while the kernel passes over them.
    private static void Correlate<T>(
        ReadOnlySpan<T> source, int stride, ReadOnlySpan<T> weights, int rows, int columns, Span<T> target, int height, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var count = Vector<T>.Count;
        ref var first = ref MemoryMarshal.GetReference(source);
        ref var output = ref MemoryMarshal.GetReference(target);
        for (var y = 0; y < height; y++)
        {
            var x = 0;
            for (; x + 4 * count <= width; x += 4 * count)
            {
                var (a, b, c, d) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
                for (var i = 0; i < rows; i++)
                {
                    var position = (nuint)((y + i) * stride + x);
                    var line = weights.Slice(i * columns, columns);
                    for (var j = 0; j < line.Length; j++, position++)
                    {
                        var weight = new Vector<T>(line[j]);
                        a += weight * Vector.LoadUnsafe(ref first, position);
                        b += weight * Vector.LoadUnsafe(ref first, position + (nuint)count);
                        c += weight * Vector.LoadUnsafe(ref first, position + (nuint)(2 * count));
                        d += weight * Vector.LoadUnsafe(ref first, position + (nuint)(3 * count));
                    }
                }

                var at = (nuint)(y * width + x);
                a.StoreUnsafe(ref output, at);
                b.StoreUnsafe(ref output, at + (nuint)count);
                c.StoreUnsafe(ref output, at + (nuint)(2 * count));
                d.StoreUnsafe(ref output, at + (nuint)(3 * count));
            }

            while (x < width)
            {
                if (width >= count)
                {
                    var start = Math.Min(x, width - count);                // the last vector overlaps the one before
                    var sum = Vector<T>.Zero;
                    for (var i = 0; i < rows; i++)
                    {
                        for (var j = 0; j < columns; j++)
                            sum += new Vector<T>(weights[i * columns + j]) * Vector.LoadUnsafe(ref first, (nuint)((y + i) * stride + start + j));
                    }

                    sum.StoreUnsafe(ref output, (nuint)(y * width + start));
                    x = start + count;
                }
                else
                {
                    var sum = T.Zero;
                    for (var i = 0; i < rows; i++)
                    {
                        for (var j = 0; j < columns; j++)
                            sum += weights[i * columns + j] * source[(y + i) * stride + x + j];
                    }

                    target[y * width + x++] = sum;
                }
            }
        }
    }
}
