using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>Multi-scale SSIM (Wang et al. 2003): five levels, halved by 2 x 2 means in between.</summary>
/// <param name="colour">A luma (yiq is the default of pyiqa) or RGB, averaged over channels before the powers.</param>
/// <param name="crop">Pixels cut off at each side first.</param>
internal sealed class MsSsimMetric(MetricColour colour = MetricColour.Yiq, int crop = 0) : IMetric
{
    private static ReadOnlySpan<float> Weights => [0.0448f, 0.2856f, 0.3001f, 0.2363f, 0.1333f];

    private readonly double[] window = StructuralSimilarity.Window();

    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "ms_ssim", "5 levels, 11x11 gaussian 1.5, valid", MetricNames.Of(colour), crop, HigherIsBetter: true, true, "float64, luma float32", []);

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var x = MetricPlanes.Rounded(picture, colour, crop);
        var y = MetricPlanes.Rounded(picture.Beside(reference), colour, crop);
        var smallest = StructuralSimilarity.WindowSize << (Weights.Length - 1);
        if (Math.Min(x.Height, x.Width) < smallest)
            throw new TadSrException($"is {x.Width} x {x.Height}; ms_ssim needs at least {smallest} pixels in each direction", ErrorKind.BadFile);
        var result = 1.0;
        for (var level = 0; level < Weights.Length; level++)
        {
            var (ssim, contrast) = StructuralSimilarity.Means(x, y, window);
            var last = level == Weights.Length - 1;
            result *= Math.Pow(last ? ssim : contrast, Weights[level]);
            if (!last)
                (x, y) = (Halve(x), Halve(y));
        }
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // An odd side is padded by a zero before and after, and the zeros count in the mean.
    private static Planes<double> Halve(Planes<double> source)
    {
        var (padY, padX) = (source.Height % 2, source.Width % 2);
        var result = new Planes<double>(source.Channels, source.Height / 2 + padY, source.Width / 2 + padX);
        for (var c = 0; c < source.Channels; c++)
        {
            for (var y = 0; y < result.Height; y++)
            {
                var row = result.Row(c, y);
                for (var x = 0; x < row.Length; x++)
                    row[x] = (At(c, 2 * y, 2 * x) + At(c, 2 * y, 2 * x + 1) + At(c, 2 * y + 1, 2 * x) + At(c, 2 * y + 1, 2 * x + 1)) / 4;
            }
        }
        return result;

        double At(int c, int y, int x)
        {
            (y, x) = (y - padY, x - padX);
            return y < 0 || x < 0 || y >= source.Height || x >= source.Width ? 0 : source.Row(c, y)[x];
        }
    }
}
