using System.Numerics;
using System.Runtime.InteropServices;

namespace TadSr.Imaging.Formats;

/// <summary>Makes rows of grey or RGB, with or without alpha, of what a decoder gives.</summary>
internal static class SampleConversion
{
    /// <summary>Converts a row.</summary>
    public delegate void Row(ReadOnlySpan<byte> source, Span<byte> target);

    /// <summary>Leaves a row as it is.</summary>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> target) => source.CopyTo(target);

    /// <summary>Takes the first channels; spreads samples of 10 or 12 bits, which lie at the upper end of 16, over all of them.</summary>
    /// <param name="bands">Channels of the source.</param>
    /// <param name="channels">Channels of the target.</param>
    /// <param name="deep">Whether samples have 16 bits.</param>
    /// <param name="bits">Bits that a sample of 16 really has; 0 for all.</param>
    public static Row Pick(int bands, int channels, bool deep, int bits)
    {
        Row pick = (bands == channels, deep) switch
        {
            (true, _) => Copy,
            (_, true) => (source, target) => Pick<ushort>(source, target, bands, channels),
            _ => (source, target) => Pick<byte>(source, target, bands, channels),
        };
        if (bits == 0 || !deep)
            return pick;
        return (source, target) =>
        {
            pick(source, target);
            Spread(target, bits);
        };
    }

    /// <summary>Inks to light by the plain formula: no press prints so, but no profile says how it does.</summary>
    public static Row FromCmyk(bool deep) => deep ? FromCmyk<ushort> : FromCmyk<byte>;

    /// <summary>Luminance and colour differences of 8 bits to RGB, with the weights and levels that the TIFF states.</summary>
    public static Row FromYcbcr(TiffDirectory tiff)
    {
        var (red, green, blue) = Rational(tiff, TiffDirectory.YcbcrCoefficients) is [var r, var g, var b] && g > 0 ? (r, g, b) : (0.299, 0.587, 0.114);
        var levels = Rational(tiff, TiffDirectory.ReferenceBlackWhite) is { Length: 6 } stated && stated[1] > stated[0] && stated[3] > stated[2] && stated[5] > stated[4]
            ? stated : [0, 255, 128, 255, 128, 255];
        return (source, target) =>
        {
            for (var i = 0; i + 2 < target.Length; i += 3)
            {
                var luma = (source[i] - levels[0]) * 255 / (levels[1] - levels[0]);
                var cb = (source[i + 1] - levels[2]) * 127 / (levels[3] - levels[2]);
                var cr = (source[i + 2] - levels[4]) * 127 / (levels[5] - levels[4]);
                var (x, z) = (luma + cr * (2 - 2 * red), luma + cb * (2 - 2 * blue));
                (target[i], target[i + 1], target[i + 2]) = (Round(x), Round((luma - red * x - blue * z) / green), Round(z));
            }
        };
    }

    private static void Pick<T>(ReadOnlySpan<byte> source, Span<byte> target, int bands, int channels)
        where T : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, T>(source);
        var to = MemoryMarshal.Cast<byte, T>(target);
        for (int i = 0, k = 0; k < to.Length; i += bands, k += channels)
            from.Slice(i, channels).CopyTo(to[k..]);
    }

    private static void Spread(Span<byte> row, int bits)
    {
        var samples = MemoryMarshal.Cast<byte, ushort>(row);
        var (shift, most) = (16 - bits, (1 << bits) - 1);
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (ushort)(((samples[i] >> shift) * ushort.MaxValue + most / 2) / most);
    }

    private static void FromCmyk<T>(ReadOnlySpan<byte> source, Span<byte> target)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var inks = MemoryMarshal.Cast<byte, T>(source);
        var light = MemoryMarshal.Cast<byte, T>(target);
        var most = long.CreateTruncating(T.MaxValue);
        for (int i = 0, k = 0; k + 2 < light.Length; i += 4, k += 3)
        {
            var paper = most - long.CreateTruncating(inks[i + 3]);
            for (var c = 0; c < 3; c++)
                light[k + c] = T.CreateTruncating(((most - long.CreateTruncating(inks[i + c])) * paper + most / 2) / most);
        }
    }

    private static double[] Rational(TiffDirectory tiff, int tag)
    {
        if (tiff.Entry(tag, 64) is not (5, var count, var bytes))
            return [];
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = tiff.Read.Long(bytes.AsSpan(i * 8)) / Math.Max(1.0, tiff.Read.Long(bytes.AsSpan(i * 8 + 4)));
        return values;
    }

    private static byte Round(double value) => (byte)(Math.Clamp(value, 0, 255) + 0.5);
}
