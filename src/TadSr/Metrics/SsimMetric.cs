using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>Structural similarity (Wang et al. 2004): 11 x 11 Gaussian of sigma 1.5, valid region, K1 = 0.01, K2 = 0.03, values
/// rounded to 0..255, negative contrast-structure counted as 0, no reduction beforehand.</summary>
/// <param name="colour">A luma (yiq is the default of pyiqa) or RGB, averaged over channels.</param>
/// <param name="crop">Pixels cut off at each side first.</param>
internal sealed class SsimMetric(MetricColour colour = MetricColour.Yiq, int crop = 0) : IMetric
{
    private readonly double[] window = StructuralSimilarity.Window();

    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "ssim", "11x11 gaussian 1.5, valid, no downsampling", MetricNames.Of(colour), crop, HigherIsBetter: true, true, "float64, luma float32", []);

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var x = MetricPlanes.Rounded(picture, colour, crop);
        var y = MetricPlanes.Rounded(picture.Beside(reference), colour, crop);
        if (Math.Min(x.Height, x.Width) < StructuralSimilarity.WindowSize)
            throw new TadSrException($"is {x.Width} x {x.Height}; ssim needs at least {StructuralSimilarity.WindowSize} pixels in each direction", ErrorKind.BadFile);
        return StructuralSimilarity.Means(x, y, window).Ssim;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
