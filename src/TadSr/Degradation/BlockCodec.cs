using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Transform, quantisation and inverse transform of the 8x8 blocks of one plane.</summary>
internal sealed class BlockCodec<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Side = 8;

    private static readonly T[] Basis = Cosines(transposed: false);          // [u * 8 + i]
    private static readonly T[] BasisTransposed = Cosines(transposed: true); // [i * 8 + u]

    private readonly T[] steps = new T[Side * Side];
    private readonly JpegRounding rounding;

    /// <param name="table">Quantisation table; its transpose is used, as in the reference.</param>
    /// <param name="factor">On the table.</param>
    /// <param name="rounding">Of the coefficients.</param>
    public BlockCodec(IReadOnlyList<int> table, double factor, JpegRounding rounding)
    {
        this.rounding = rounding;
        for (var u = 0; u < Side; u++)
        {
            for (var v = 0; v < Side; v++)
                steps[u * Side + v] = T.CreateTruncating(table[v * Side + u] * factor);
        }
    }

    /// <summary>Replaces a centred plane, whose sides are multiples of 8, by what its quantised coefficients give back.</summary>
    /// <param name="plane">One plane.</param>
    /// <param name="coefficients">Where to write the quantised coefficients block by block, or null.</param>
    public void RoundTrip(Planes<T> plane, T[]? coefficients)
    {
        var width = plane.Width;
        var band = new T[Side * width];
        for (var top = 0; top < plane.Height; top += Side)
        {
            var pixels = plane.Values.AsSpan(top * width, Side * width);
            AcrossRows(pixels, width, Basis, band);
            AlongRows(band, BasisTransposed, pixels);
            QuantiseRows(pixels, width);
            if (coefficients is not null)
                Store(pixels, width, coefficients.AsSpan(top * width));
            for (var u = 0; u < Side; u++)
                Rescale(pixels.Slice(u * width, width), steps.AsSpan(u * Side, Side));
            AlongRows(pixels, Basis, band);
            AcrossRows(band, width, BasisTransposed, pixels);
        }
    }

    // out[u] = sum over i of matrix[u, i] row[i]
    private static void AcrossRows(ReadOnlySpan<T> rows, int width, T[] matrix, Span<T> output)
    {
        for (var u = 0; u < Side; u++)
        {
            var target = output.Slice(u * width, width);
            var x = 0;
            for (; x + Vector<T>.Count <= width; x += Vector<T>.Count)
            {
                var sum = Vector<T>.Zero;
                for (var i = 0; i < Side; i++)
                    sum += new Vector<T>(matrix[u * Side + i]) * new Vector<T>(rows[(i * width + x)..]);
                sum.CopyTo(target[x..]);
            }

            for (; x < width; x++)
            {
                var sum = T.Zero;
                for (var i = 0; i < Side; i++)
                    sum += matrix[u * Side + i] * rows[i * width + x];
                target[x] = sum;
            }
        }
    }

    // out[v] = sum over j of block[j] matrix[j, v], for each block of 8 values
    private static void AlongRows(ReadOnlySpan<T> values, T[] matrix, Span<T> output)
    {
        for (var start = 0; start < values.Length; start += Side)
        {
            var v = 0;
            for (; v + Vector<T>.Count <= Side; v += Vector<T>.Count)
            {
                var sum = Vector<T>.Zero;
                for (var j = 0; j < Side; j++)
                    sum += new Vector<T>(values[start + j]) * new Vector<T>(matrix, j * Side + v);
                sum.CopyTo(output[(start + v)..]);
            }

            for (; v < Side; v++)
            {
                var sum = T.Zero;
                for (var j = 0; j < Side; j++)
                    sum += values[start + j] * matrix[j * Side + v];
                output[start + v] = sum;
            }
        }
    }

    private void QuantiseRows(Span<T> pixels, int width)
    {
        for (var u = 0; u < Side; u++)
        {
            var own = steps.AsSpan(u * Side, Side);
            var row = pixels.Slice(u * width, width);
            for (var x = 0; x < row.Length; x++)
            {
                var exact = row[x] / own[x % Side];
                var nearest = T.Round(exact);
                var rest = exact - nearest;
                row[x] = rounding == JpegRounding.Nearest ? nearest : nearest + rest * rest * rest;
            }
        }
    }

    private static void Rescale(Span<T> row, ReadOnlySpan<T> own)
    {
        for (var x = 0; x < row.Length; x++)
            row[x] *= own[x % Side];
    }

    private static void Store(ReadOnlySpan<T> pixels, int width, Span<T> blocks)
    {
        for (var u = 0; u < Side; u++)
        {
            for (var x = 0; x < width; x++)
                blocks[x / Side * Side * Side + u * Side + x % Side] = pixels[u * width + x];
        }
    }

    private static T[] Cosines(bool transposed)
    {
        var result = new T[Side * Side];
        for (var u = 0; u < Side; u++)
        {
            for (var i = 0; i < Side; i++)
            {
                var value = (u == 0 ? Math.Sqrt(0.5) : 1) / 2 * Math.Cos((2 * i + 1) * u * Math.PI / 16);
                result[transposed ? i * Side + u : u * Side + i] = T.CreateTruncating(value);
            }
        }

        return result;
    }
}
