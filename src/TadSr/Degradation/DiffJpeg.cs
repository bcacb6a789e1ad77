using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>JPEG as the Real-ESRGAN recipe computes it: 4:2:0 with averaged chroma, no rounding of pixels before or after,
/// real-valued quality, and the luma table transposed as in the reference.</summary>
internal static class DiffJpeg
{
    private static readonly int[] LumaTable =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly int[] ChromaTable =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>The factor on the tables: 50 / q below 50, (200 - 2 q) / 100 from there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not above 0 and below 100.</exception>
    public static double Factor(double quality)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(quality, 100);
        return quality < 50 ? 50 / quality : (200 - 2 * quality) / 100;
    }

    /// <summary>Compresses and decompresses.</summary>
    /// <param name="image">(3, H, W), RGB in [0, 1], any size; left as it is.</param>
    /// <param name="quality">Above 0 and below 100.</param>
    /// <param name="rounding">Of the coefficients.</param>
    /// <returns>(3, H, W) in [0, 1].</returns>
    public static Planes<T> Apply<T>(Planes<T> image, double quality, JpegRounding rounding = JpegRounding.Nearest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (luma, cb, cr) = YccPlanes.FromRgb(image);
        var factor = Factor(quality);
        new BlockCodec<T>(LumaTable, factor, rounding).RoundTrip(luma, null);
        var chroma = new BlockCodec<T>(ChromaTable, factor, rounding);
        chroma.RoundTrip(cb, null);
        chroma.RoundTrip(cr, null);
        return YccPlanes.ToRgb(luma, cb, cr, image.Height, image.Width);
    }

    /// <summary>The quantised coefficients that <see cref="Apply"/> works with.</summary>
    public static JpegCoefficients<T> Quantise<T>(Planes<T> image, double quality)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (luma, cb, cr) = YccPlanes.FromRgb(image);
        var factor = Factor(quality);
        var result = new JpegCoefficients<T>(new T[luma.Values.Length], new T[cb.Values.Length], new T[cr.Values.Length]);
        new BlockCodec<T>(LumaTable, factor, JpegRounding.Nearest).RoundTrip(luma, result.Luma);
        var chroma = new BlockCodec<T>(ChromaTable, factor, JpegRounding.Nearest);
        chroma.RoundTrip(cb, result.Cb);
        chroma.RoundTrip(cr, result.Cr);
        return result;
    }
}
