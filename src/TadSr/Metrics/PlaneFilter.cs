using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Square filters on one plane, in float64.</summary>
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
    public static double[] Valid(ReadOnlySpan<double> source, int height, int width, double[] window)
    {
        var size = (int)Math.Sqrt(window.Length);
        int outHeight = height - size + 1, outWidth = width - size + 1;
        var result = new double[outHeight * outWidth];
        int[] offsets = [.. Enumerable.Range(0, window.Length).Select(k => k / size * width + k % size)];
        for (var y = 0; y < outHeight; y++)
        {
            var row = result.AsSpan(y * outWidth, outWidth);
            var x = 0;
            for (; x + Vector<double>.Count <= outWidth; x += Vector<double>.Count)
            {
                var sum = Vector<double>.Zero;
                for (var k = 0; k < window.Length; k++)
                    sum += new Vector<double>(source[(y * width + x + offsets[k])..]) * window[k];
                sum.CopyTo(row[x..]);
            }
            for (; x < outWidth; x++)
            {
                var sum = 0.0;
                for (var k = 0; k < window.Length; k++)
                    sum += source[y * width + x + offsets[k]] * window[k];
                row[x] = sum;
            }
        }
        return result;
    }

    /// <summary>One plane with its border repeated outwards.</summary>
    public static Planes<double> Replicate(ReadOnlySpan<double> source, int height, int width, int margin)
    {
        var result = new Planes<double>(1, height + 2 * margin, width + 2 * margin);
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
}
