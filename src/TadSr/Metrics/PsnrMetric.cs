using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Peak signal-to-noise ratio in dB: 10 log10(1 / (mse + 1e-8)) on values from 0 to 1; equal pictures give 80.</summary>
/// <param name="colour">RGB (the default of pyiqa) or a luma, which is not rounded.</param>
/// <param name="crop">Pixels cut off at each side first.</param>
/// <param name="rounded">The classical form on whole levels: 10 log10(255² / mse), which has no figure for equal pictures.</param>
internal sealed class PsnrMetric(MetricColour colour = MetricColour.Rgb, int crop = 0, bool rounded = false) : IMetric
{
    private const double MostLevel = 255;

    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "psnr", rounded ? "10 log10(255^2 / mse), rounded to 8 bits" : "10 log10(1 / (mse + 1e-8))", MetricNames.Of(colour), crop, HigherIsBetter: true, true, "float64", []);

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var x = Planes(picture).Values;
        var y = Planes(picture.Beside(reference)).Values;
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        return rounded ? 10 * Math.Log10(MostLevel * MostLevel / (sum / x.Length)) : 10 * Math.Log10(1 / (sum / x.Length + 1e-8));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private Planes<double> Planes(RgbPicture picture) => rounded ? MetricPlanes.Rounded(picture, colour, crop) : MetricPlanes.Unit(picture, colour, crop);
}
