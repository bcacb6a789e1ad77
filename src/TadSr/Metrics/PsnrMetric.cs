using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Peak signal-to-noise ratio in dB: 10 log10(1 / (mse + 1e-8)) on values from 0 to 1; equal pictures give 80.</summary>
/// <param name="colour">RGB (the default of pyiqa) or a luma, which is not rounded.</param>
/// <param name="crop">Pixels cut off at each side first.</param>
internal sealed class PsnrMetric(MetricColour colour = MetricColour.Rgb, int crop = 0) : IMetric
{
    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "psnr", "10 log10(1 / (mse + 1e-8))", MetricNames.Of(colour), crop, HigherIsBetter: true, true, "float64", []);

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var x = MetricPlanes.Unit(picture, colour, crop).Values;
        var y = MetricPlanes.Unit(picture.Beside(reference), colour, crop).Values;
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        return 10 * Math.Log10(1 / (sum / x.Length + 1e-8));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
