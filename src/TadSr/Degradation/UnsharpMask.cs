using System.Numerics;
using TadSr.Imaging;

namespace TadSr.Degradation;

/// <summary>Sharpening of the truth (USM): the difference from a wide blur is added where it is large, through a soft mask.</summary>
internal static class UnsharpMask
{
    private const int Size = 51;
    private const double Sigma = 8;                                        // 0.3 ((51 - 1) / 2 - 1) + 0.8
    private const double Threshold = 10;
    private const double Weight = 0.5;

    /// <summary>The 51x51 Gaussian.</summary>
    public static BlurKernel Kernel { get; } = Kernels.Bivariate(KernelShape.Gaussian, Size, Sigma, Sigma, 0);

    /// <summary>1 where the picture differs from its blur by more than 10 grey levels, else 0.</summary>
    /// <param name="image">(C, H, W) in [0, 1].</param>
    /// <param name="blurred">The picture filtered with <see cref="Kernel"/>.</param>
    public static Planes<T> Mask<T>(Planes<T> image, Planes<T> blurred)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(blurred);
        var (scale, threshold) = (T.CreateTruncating(255), T.CreateTruncating(Threshold));
        var mask = new Planes<T>(image.Channels, image.Height, image.Width);
        for (var i = 0; i < mask.Values.Length; i++)
            mask.Values[i] = T.Abs(image.Values[i] - blurred.Values[i]) * scale > threshold ? T.One : T.Zero;
        return mask;
    }

    /// <summary>Sharpens a picture.</summary>
    /// <param name="image">(C, H, W) in [0, 1]; left as it is.</param>
    public static Planes<T> Apply<T>(Planes<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var blurred = Filter2D.Apply(image, Kernel);
        var soft = Filter2D.Apply(Mask(image, blurred), Kernel);
        var weight = T.CreateTruncating(Weight);
        var result = new Planes<T>(image.Channels, image.Height, image.Width);
        for (var i = 0; i < result.Values.Length; i++)
        {
            var (value, s) = (image.Values[i], soft.Values[i]);
            var sharp = T.Min(T.Max(value + weight * (value - blurred.Values[i]), T.Zero), T.One);
            result.Values[i] = s * sharp + (T.One - s) * value;
        }

        return result;
    }
}
