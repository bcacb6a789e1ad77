using TadSr.Imaging;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>Weave and dots (no published metric): how far the error's spectrum stands out at the periods of 8, 4 and 2 pixels,
/// where networks that enlarge by 4 leave patterns. About 1 or less is what good pictures have.</summary>
/// <remarks>The amplitude spectrum of the error of the green channel (416 x 416 from the top left, Hann window) is averaged over
/// the set. At each period, horizontally, vertically and in both directions, its value is divided by the mean over the ring of
/// all frequencies that are at most 0.01 cycles a pixel nearer to zero or further away, and by the same ratio's largest value
/// among bicubic and four published upscalers, whose peaks come from the pictures. The figure is the largest of the nine.</remarks>
internal sealed class GridMetric : ISetMetric
{
    private const int Side = 416;
    private const double RingWidth = 0.01;   // to either side

    private static readonly (string Name, int Period, bool Vertical, bool Horizontal, double Usual)[] peaks =
    [
        ("8v", 8, true, false, 1.45), ("8h", 8, false, true, 1.73), ("8d", 8, true, true, 0.81),
        ("4v", 4, true, false, 2.15), ("4h", 4, false, true, 1.97), ("4d", 4, true, true, 2.25),
        ("2v", 2, true, false, 2.54), ("2h", 2, false, true, 2.67), ("2d", 2, true, true, 7.73),
    ];

    private readonly double[] total = new double[Side * Side];

    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "grid", "TadSr's own: largest peak of the error's spectrum at periods 8, 4, 2", "green", 0,
        HigherIsBetter: false, true, "float64", []);

    /// <inheritdoc/>
    public double SetFigure => Ratios(total).Max(r => r.Value);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> SetParts => Ratios(total);

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.Beside(reference).AtLeast(Side, Description.Name);
        var spectrum = Spectrum(picture, reference!);
        for (var i = 0; i < total.Length; i++)
            total[i] += spectrum[i];
        return Ratios(spectrum).Max(r => r.Value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static double[] Spectrum(RgbPicture picture, RgbPicture reference)
    {
        var window = new double[Side];
        for (var i = 0; i < Side; i++)
            window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / Side);
        var error = new double[Side * Side];
        for (var i = 0; i < error.Length; i++)
        {
            var at = 3 * (i / Side * picture.Width + i % Side) + 1;
            error[i] = (picture.Samples[at] - reference.Samples[at]) * window[i / Side] * window[i % Side];
        }
        using var scope = NewDisposeScope();
        return fft.fft2(tensor(error, [Side, Side])).abs().data<double>().ToArray();
    }

    private static KeyValuePair<string, double>[] Ratios(double[] spectrum) =>
        [.. peaks.Select(p => KeyValuePair.Create(p.Name, Ratio(spectrum, p.Vertical ? Side / p.Period : 0, p.Horizontal ? Side / p.Period : 0) / p.Usual))];

    private static double Ratio(double[] spectrum, int row, int column)
    {
        var radius = Math.Sqrt((double)row * row + (double)column * column) / Side;
        double sum = 0;
        var count = 0;
        for (var y = 0; y < Side; y++)
        {
            double fy = Math.Min(y, Side - y) / (double)Side;
            for (var x = 0; x < Side; x++)
            {
                double fx = Math.Min(x, Side - x) / (double)Side;
                if (Math.Abs(Math.Sqrt(fy * fy + fx * fx) - radius) > RingWidth)
                    continue;
                sum += spectrum[y * Side + x];
                count++;
            }
        }
        return sum > 0 ? spectrum[row * Side + column] / (sum / count) : 0;
    }
}
