namespace TadSr.Imaging;

/// <summary>An 8-bit picture in memory, alpha dropped: what training, degradation and metrics see of a file.</summary>
public sealed class RgbPicture
{
    /// <summary>Wraps samples, which are not copied.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="samples">Rows from the top, R, G, B interleaved.</param>
    /// <exception cref="ArgumentException">The array is not height x width x 3 long.</exception>
    public RgbPicture(int width, int height, byte[] samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.LongLength != 3L * width * height)
            throw new ArgumentException($"{samples.LongLength} samples cannot be {height} x {width} x 3", nameof(samples));
        (Width, Height, Samples) = (width, height, samples);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Rows from the top, R, G, B interleaved, 0 to 255.</summary>
    public byte[] Samples { get; }

    /// <summary>A rectangle as planes; beyond the picture it is reflected (<see cref="Reflection.EdgeOnce"/>).</summary>
    /// <param name="top">First row, may lie outside.</param>
    /// <param name="left">First column, may lie outside.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <returns>(3, height, width) in [0, 1].</returns>
    internal Planes<float> Cut(int top, int left, int height, int width)
    {
        var result = new Planes<float>(3, height, width);
        var plane = height * width;
        for (var y = 0; y < height; y++)
        {
            var row = Reflection.EdgeOnce(top + y, Height) * Width;
            for (var x = 0; x < width; x++)
            {
                var source = (row + Reflection.EdgeOnce(left + x, Width)) * 3;
                var target = y * width + x;
                result.Values[target] = Samples[source] / 255f;
                result.Values[plane + target] = Samples[source + 1] / 255f;
                result.Values[2 * plane + target] = Samples[source + 2] / 255f;
            }
        }

        return result;
    }
}
