using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Colour shift (no published metric): mean over the channels of the absolute difference between the channel means of
/// picture and reference, in grey levels.</summary>
internal sealed class ColourShiftMetric : IMetric
{
    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "shift", "TadSr's own: mean |difference of channel means|, grey levels", "rgb", 0, HigherIsBetter: false, true, "float64", []);

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var difference = new long[3];
        var (x, y) = (picture.Samples, picture.Beside(reference).Samples);
        for (var i = 0; i < x.Length; i++)
            difference[i % 3] += x[i] - y[i];
        return difference.Sum(d => Math.Abs((double)d)) / x.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
