using System.Numerics;
using TadSr.Configuration;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Resizing with the exact rules of the reference: torch's interpolate (align_corners and antialias off) for area,
/// bilinear and bicubic, MATLAB's imresize for the antialiased bicubic. Nothing is clamped or rounded.</summary>
internal static class Resize
{
    /// <summary>Resizes by a factor. The coordinate step is 1 / scale, as given, and not the ratio of the sizes.</summary>
    /// <param name="image">(C, H, W), left as it is.</param>
    /// <param name="scale">Above 0.</param>
    /// <param name="mode">Any.</param>
    /// <returns>(C, floor(H scale), floor(W scale)); for the antialiased bicubic the size is rounded up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The result would have no pixel.</exception>
    public static Planes<T> ByScale<T>(Planes<T> image, double scale, ResizeMode mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        var (height, width) = mode == ResizeMode.AntialiasedBicubic
            ? ((int)Math.Ceiling(image.Height * scale - 1e-9), (int)Math.Ceiling(image.Width * scale - 1e-9))
            : ((int)Math.Floor(image.Height * scale), (int)Math.Floor(image.Width * scale));
        if (height < 1 || width < 1)
            throw new ArgumentOutOfRangeException(nameof(scale), scale, $"{image.Height} x {image.Width} pixels times {scale} leave none.");
        return Run(image, AxisWeights.Create(mode, image.Height, height, 1 / scale), AxisWeights.Create(mode, image.Width, width, 1 / scale));
    }

    /// <summary>Resizes to a size; the coordinate step is the ratio of the sizes.</summary>
    /// <param name="image">(C, H, W), left as it is.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="mode">Any.</param>
    /// <returns>(C, height, width).</returns>
    public static Planes<T> ToSize<T>(Planes<T> image, int height, int width, ResizeMode mode)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (height == image.Height && width == image.Width)
            return image.Clone();                                          // every mode is the identity here
        return Run(
            image,
            AxisWeights.Create(mode, image.Height, height, (double)image.Height / height),
            AxisWeights.Create(mode, image.Width, width, (double)image.Width / width));
    }

    private static Planes<T> Run<T>(Planes<T> image, AxisWeights rows, AxisWeights columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new Planes<T>(image.Channels, rows.Outputs, columns.Outputs);
        var line = new T[image.Width];
        var weights = new T[columns.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = T.CreateTruncating(columns.Weights[i]);
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < rows.Outputs; y++)
            {
                Array.Clear(line);
                for (var k = y * rows.Taps; k < (y + 1) * rows.Taps; k++)
                {
                    if (rows.Weights[k] != 0)
                        AddScaled(line, image.Row(c, rows.Indices[k]), T.CreateTruncating(rows.Weights[k]));
                }

                Gather(line, columns.Indices, weights, columns.Taps, result.Row(c, y));
            }
        }

        return result;
    }

    private static void AddScaled<T>(Span<T> sum, ReadOnlySpan<T> values, T weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = 0;
        var factor = new Vector<T>(weight);
        for (; x + Vector<T>.Count <= sum.Length; x += Vector<T>.Count)
            (new Vector<T>(sum[x..]) + factor * new Vector<T>(values[x..])).CopyTo(sum[x..]);
        for (; x < sum.Length; x++)
            sum[x] += weight * values[x];
    }

    private static void Gather<T>(ReadOnlySpan<T> line, ReadOnlySpan<int> indices, ReadOnlySpan<T> weights, int taps, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var x = 0; x < output.Length; x++)
        {
            var sum = T.Zero;
            var own = weights.Slice(x * taps, taps);
            var from = indices.Slice(x * taps, taps);
            for (var k = 0; k < own.Length; k++)
                sum += own[k] * line[from[k]];
            output[x] = sum;
        }
    }
}
