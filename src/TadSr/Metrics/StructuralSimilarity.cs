using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>The two means that SSIM and MS-SSIM are made of, on values from 0 to 255 in float64.</summary>
internal static class StructuralSimilarity
{
    /// <summary>Sides of the Gaussian window.</summary>
    public const int WindowSize = 11;

    private const double C1 = 0.01 * 255 * (0.01 * 255), C2 = 0.03 * 255 * (0.03 * 255);

    /// <summary>The window: Gaussian, sigma 1.5.</summary>
    public static double[] Window() => PlaneFilter.Gaussian(WindowSize, 1.5);

    /// <summary>Means over channels and positions of SSIM and of its contrast-structure factor (negative values count as 0).</summary>
    public static (double Ssim, double Contrast) Means(Planes<double> x, Planes<double> y, double[] window)
    {
        double ssim = 0, contrast = 0;
        long count = 0;
        for (var channel = 0; channel < x.Channels; channel++)
        {
            var (a, b) = (x.Plane(channel).ToArray(), y.Plane(channel).ToArray());
            var meanA = Filter(a);
            var meanB = Filter(b);
            var squareA = Filter(Product(a, a));
            var squareB = Filter(Product(b, b));
            var product = Filter(Product(a, b));
            for (var i = 0; i < meanA.Length; i++)
            {
                var (m1, m2) = (meanA[i], meanB[i]);
                var cs = Math.Max(0, (2 * (product[i] - m1 * m2) + C2) / (squareA[i] - m1 * m1 + squareB[i] - m2 * m2 + C2));
                contrast += cs;
                ssim += (2 * m1 * m2 + C1) / (m1 * m1 + m2 * m2 + C1) * cs;
            }
            count += meanA.Length;
        }
        return (ssim / count, contrast / count);

        double[] Filter(double[] plane) => PlaneFilter.Valid(plane, x.Height, x.Width, window);
    }

    private static double[] Product(double[] a, double[] b)
    {
        var result = new double[a.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = a[i] * b[i];
        return result;
    }
}
