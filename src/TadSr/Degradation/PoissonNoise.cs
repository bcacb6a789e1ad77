using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Shot noise: Poisson counts at a picture's 8-bit levels, in colour or on the grey picture for all channels.
/// The noise is relative to the rounded picture and is added to the unrounded one.</summary>
internal static class PoissonNoise
{
    /// <summary>0.2989 R + 0.587 G + 0.114 B.</summary>
    /// <param name="image">(3, H, W).</param>
    /// <returns>(1, H, W).</returns>
    public static Planes<T> Gray<T>(Planes<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        var result = new Planes<T>(1, image.Height, image.Width);
        var red = image.Plane(0);
        var green = image.Plane(1);
        var blue = image.Plane(2);
        var (weightR, weightG, weightB) = (T.CreateTruncating(0.2989), T.CreateTruncating(0.587), T.CreateTruncating(0.114));
        for (var i = 0; i < result.Values.Length; i++)
            result.Values[i] = weightR * red[i] + weightG * green[i] + weightB * blue[i];
        return result;
    }

    /// <summary>The 8-bit levels: clamp(round(255 x), 0, 255), ties to even.</summary>
    public static byte[] Levels<T>(Planes<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        var scale = T.CreateTruncating(255);
        var result = new byte[image.Values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = byte.CreateSaturating(T.Round(image.Values[i] * scale));
        return result;
    }

    /// <summary>V = 2^ceil(log2(number of distinct levels)), from 1 to 256: the count that a level of 255 has on average.</summary>
    public static int Peak(ReadOnlySpan<byte> levels)
    {
        Span<bool> seen = stackalloc bool[256];
        foreach (var level in levels)
            seen[level] = true;
        return (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, seen.Count(true)));
    }

    /// <summary>Adds noise in place and limits to [0, 1].</summary>
    /// <param name="image">(C, H, W) in [0, 1].</param>
    /// <param name="levels">Of the picture, or of its <see cref="Gray"/> picture (H W values) for grey noise.</param>
    /// <param name="counts">Poisson draws of the rates levels / 255 x peak, as many as levels.</param>
    /// <param name="peak">V of these levels.</param>
    /// <param name="scale">Factor on the noise.</param>
    public static void Add<T>(Planes<T> image, ReadOnlySpan<byte> levels, ReadOnlySpan<T> counts, int peak, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (counts.Length != levels.Length || (levels.Length != image.Values.Length && levels.Length != image.Height * image.Width))
            throw new ArgumentException($"{counts.Length} counts and {levels.Length} levels do not fit {image.Values.Length} values.", nameof(counts));
        var factor = T.CreateTruncating(scale);
        var (inverse, white) = (T.One / T.CreateTruncating(peak), T.CreateTruncating(255));
        for (var c = 0; c < image.Channels; c++)
        {
            var values = image.Plane(c);
            var start = levels.Length == image.Values.Length ? c * values.Length : 0;
            var ownLevels = levels.Slice(start, values.Length);
            var ownCounts = counts.Slice(start, values.Length);
            for (var i = 0; i < values.Length; i++)
                values[i] += factor * (ownCounts[i] * inverse - T.CreateTruncating(ownLevels[i]) / white);
        }

        image.ClampToUnit();
    }
}
