using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Between RGB in [0, 1] and the centred planes that JPEG transforms: Y - 128, and Cb and Cr - 128 at half resolution.</summary>
internal static class YccPlanes
{
    /// <summary>Padded with zeros on the right and below to multiples of 16, chroma averaged over 2x2.</summary>
    public static (Planes<T> Luma, Planes<T> Cb, Planes<T> Cr) FromRgb<T>(Planes<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Channels != 3)
            throw new ArgumentException($"JPEG needs 3 channels, the picture has {image.Channels}.", nameof(image));
        var (height, width) = ((image.Height + 15) / 16 * 16, (image.Width + 15) / 16 * 16);
        var luma = new Planes<T>(1, height, width);
        var cb = new Planes<T>(1, height / 2, width / 2);
        var cr = new Planes<T>(1, height / 2, width / 2);
        var (upperB, lowerB, upperR, lowerR) = (new T[width], new T[width], new T[width], new T[width]);
        for (var y = 0; y < height; y += 2)
        {
            ToYcc(image, y, luma.Row(0, y), upperB, upperR);
            ToYcc(image, y + 1, luma.Row(0, y + 1), lowerB, lowerR);
            Average(upperB, lowerB, cb.Row(0, y / 2));
            Average(upperR, lowerR, cr.Row(0, y / 2));
        }

        return (luma, cb, cr);
    }

    /// <summary>Back to RGB of the given size, chroma repeated 2x2, limited to [0, 1].</summary>
    public static Planes<T> ToRgb<T>(Planes<T> luma, Planes<T> cb, Planes<T> cr, int height, int width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new Planes<T>(3, height, width);
        var (wideB, wideR) = (new T[luma.Width], new T[luma.Width]);
        var (redR, greenB, greenR, blueB) = (Number<T>(1.402), Number<T>(0.344136), Number<T>(0.714136), Number<T>(1.772));
        var (offset, scale) = (Number<T>(128), Number<T>(255));
        for (var y = 0; y < height; y++)
        {
            if (y % 2 == 0)
            {
                Repeat(cb.Row(0, y / 2), wideB);
                Repeat(cr.Row(0, y / 2), wideR);
            }

            var source = luma.Row(0, y);
            var red = result.Row(0, y);
            var green = result.Row(1, y);
            var blue = result.Row(2, y);
            var x = 0;
            for (; x + Vector<T>.Count <= width; x += Vector<T>.Count)
            {
                var level = new Vector<T>(source[x..]) + new Vector<T>(offset);
                var (b, r) = (new Vector<T>(wideB, x), new Vector<T>(wideR, x));
                Limit(level + new Vector<T>(redR) * r, scale).CopyTo(red[x..]);
                Limit(level - new Vector<T>(greenB) * b - new Vector<T>(greenR) * r, scale).CopyTo(green[x..]);
                Limit(level + new Vector<T>(blueB) * b, scale).CopyTo(blue[x..]);
            }

            for (; x < width; x++)
            {
                var level = source[x] + offset;
                red[x] = Limit(level + redR * wideR[x], scale);
                green[x] = Limit(level - greenB * wideB[x] - greenR * wideR[x], scale);
                blue[x] = Limit(level + blueB * wideB[x], scale);
            }
        }

        return result;
    }

    private static void ToYcc<T>(Planes<T> image, int y, Span<T> luma, Span<T> cb, Span<T> cr)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        luma.Fill(Number<T>(-128));                                        // what the zero padding becomes
        cb.Clear();
        cr.Clear();
        if (y >= image.Height)
            return;
        var red = image.Row(0, y);
        var green = image.Row(1, y);
        var blue = image.Row(2, y);
        Weigh(red, green, blue, luma, 0.299, 0.587, 0.114, -128);
        Weigh(red, green, blue, cb, -0.168736, -0.331264, 0.5, 0);
        Weigh(red, green, blue, cr, 0.5, -0.418688, -0.081312, 0);
    }

    private static void Weigh<T>(ReadOnlySpan<T> red, ReadOnlySpan<T> green, ReadOnlySpan<T> blue, Span<T> output, double r, double g, double b, double shift)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (scale, offset) = (Number<T>(255), Number<T>(shift));
        var (weightR, weightG, weightB) = (Number<T>(r), Number<T>(g), Number<T>(b));
        var x = 0;
        for (; x + Vector<T>.Count <= red.Length; x += Vector<T>.Count)
        {
            var sum = new Vector<T>(weightR) * (new Vector<T>(red[x..]) * scale)
                + new Vector<T>(weightG) * (new Vector<T>(green[x..]) * scale)
                + new Vector<T>(weightB) * (new Vector<T>(blue[x..]) * scale);
            (sum + new Vector<T>(offset)).CopyTo(output[x..]);
        }

        for (; x < red.Length; x++)
            output[x] = weightR * (red[x] * scale) + weightG * (green[x] * scale) + weightB * (blue[x] * scale) + offset;
    }

    private static void Average<T>(ReadOnlySpan<T> upper, ReadOnlySpan<T> lower, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var quarter = Number<T>(0.25);
        for (var x = 0; x < output.Length; x++)
            output[x] = (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) * quarter;
    }

    private static void Repeat<T>(ReadOnlySpan<T> values, Span<T> wide)
        where T : unmanaged
    {
        for (var x = 0; x < values.Length; x++)
            wide[2 * x] = wide[2 * x + 1] = values[x];
    }

    private static Vector<T> Limit<T>(Vector<T> level, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Vector.Min(Vector.Max(level, Vector<T>.Zero), new Vector<T>(scale)) / new Vector<T>(scale);

    private static T Limit<T>(T level, T scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.Min(T.Max(level, T.Zero), scale) / scale;

    private static T Number<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => T.CreateTruncating(value);
}
