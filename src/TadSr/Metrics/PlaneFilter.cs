using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Square filters on one plane, in float64 or float32. Sums run in the order of libtorch, with fused
/// products as there: over flat areas what rounding leaves in float32 decides BRISQUE.</summary>
internal static class PlaneFilter
{
    /// <summary>A Gaussian window, normalised in float64 and stored as float32 values, as the published code does.</summary>
    /// <returns>size x size weights, row-major.</returns>
    public static double[] Gaussian(int size, double sigma)
    {
        var window = new double[size * size];
        var centre = (size - 1) / 2;
        for (var i = 0; i < window.Length; i++)
        {
            double y = i / size - centre, x = i % size - centre;
            window[i] = Math.Exp(-(x * x + y * y) / (2 * sigma * sigma));
        }
        var sum = window.Sum();
        return [.. window.Select(w => (double)(float)(w / sum))];
    }

    /// <summary>Correlation where the whole window lies inside: (h, w) to (h - size + 1, w - size + 1).</summary>
    public static T[] Valid<T>(ReadOnlySpan<T> source, int height, int width, double[] window)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = (int)Math.Sqrt(window.Length);
        int outHeight = height - size + 1, outWidth = width - size + 1;
        var result = new T[outHeight * outWidth];
        T[] weights = [.. window.Select(T.CreateTruncating)];
        int[] offsets = [.. Enumerable.Range(0, window.Length).Select(k => k / size * width + k % size)];
        for (var y = 0; y < outHeight; y++)
        {
            var row = result.AsSpan(y * outWidth, outWidth);
            var x = 0;
            for (; x + Vector<T>.Count <= outWidth; x += Vector<T>.Count)
            {
                var sum = Vector<T>.Zero;
                for (var k = 0; k < weights.Length; k++)
                    sum = MultiplyAdd(new Vector<T>(source[(y * width + x + offsets[k])..]), new Vector<T>(weights[k]), sum);
                sum.CopyTo(row[x..]);
            }
            for (; x < outWidth; x++)
            {
                var sum = T.Zero;
                for (var k = 0; k < weights.Length; k++)
                    sum = T.FusedMultiplyAdd(source[y * width + x + offsets[k]], weights[k], sum);
                row[x] = sum;
            }
        }
        return result;
    }

    /// <summary>One plane with its border repeated outwards.</summary>
    public static Planes<T> Replicate<T>(ReadOnlySpan<T> source, int height, int width, int margin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new Planes<T>(1, height + 2 * margin, width + 2 * margin);
        for (var y = 0; y < result.Height; y++)
        {
            var from = source.Slice(Math.Clamp(y - margin, 0, height - 1) * width, width);
            var row = result.Row(0, y);
            row[..margin].Fill(from[0]);
            from.CopyTo(row[margin..]);
            row[(margin + width)..].Fill(from[^1]);
        }
        return result;
    }

    /// <summary>One plane with zeros around it.</summary>
    public static Planes<T> Frame<T>(ReadOnlySpan<T> source, int height, int width, int margin)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new Planes<T>(1, height + 2 * margin, width + 2 * margin);
        result.Values.AsSpan().Clear();
        for (var y = 0; y < height; y++)
            source.Slice(y * width, width).CopyTo(result.Row(0, y + margin)[margin..]);
        return result;
    }

    private static Vector<T> MultiplyAdd<T>(Vector<T> left, Vector<T> right, Vector<T> addend)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float)
            ? Vector.FusedMultiplyAdd(left.As<T, float>(), right.As<T, float>(), addend.As<T, float>()).As<float, T>()
            : Vector.FusedMultiplyAdd(left.As<T, double>(), right.As<T, double>(), addend.As<T, double>()).As<double, T>();
}
