using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Dots (no published metric): amplitude, in grey levels, of the strongest regular pattern with the periods of 8, 4 and 2 pixels in
/// the picture itself, above what the picture has around that frequency. The truths of a photographic set have about 0.1 on flat windows;
/// a weave of one level reads above 0.5.</summary>
internal sealed class DotsMetric : ISetMetric
{
    private const int Side = WindowSpectra.Side;
    private const double RingWidth = 0.02;   // to either side

    private static readonly Peak[] peaks =
    [
        .. new[] { 8, 4, 2 }.SelectMany(period => new[] { PeakOf(period, Side / period, 0), PeakOf(period, 0, Side / period), PeakOf(period, Side / period, Side / period) }),
    ];

    private readonly WindowSpectra set = new();

    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "dots", "TadSr's own: strongest pattern of periods 8, 4, 2, flat windows, grey levels", "green", 0, HigherIsBetter: false, true, "float64", []);

    /// <inheritdoc/>
    public double SetFigure => Figure(set.Flat);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> SetParts => [new("flat", Figure(set.Flat)), new("textured", Figure(set.Textured))];

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.Beside(reference).AtLeast(Side, Description.Name);
        var own = new WindowSpectra();
        own.Add(picture, reference!, _ => { });
        var figure = Figure(own.Flat);
        set.Add(own);
        return figure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static double Figure(double[] spectrum) => peaks.Max(peak => Amplitude(spectrum, peak));

    // A wave of amplitude A has A / 2 in each of its two frequencies, at period 2 all of it in one; the windows add up to (Side / 2) squared.
    private static double Amplitude(double[] spectrum, Peak peak)
    {
        var ring = Array.ConvertAll(peak.Ring, i => spectrum[i]);
        Array.Sort(ring);
        var median = (ring[(ring.Length - 1) / 2] + ring[ring.Length / 2]) / 2;
        return (spectrum[peak.Bin] - median) * (peak.Period == 2 ? 1 : 2) / (Side * Side / 4.0);
    }

    private static Peak PeakOf(int period, int row, int column)
    {
        var bin = row * Side + column;
        return new(period, bin, [.. Enumerable.Range(0, Side * Side).Where(i => Math.Abs(WindowSpectra.Frequencies[i] - WindowSpectra.Frequencies[bin]) <= RingWidth)]);
    }

    private sealed record Peak(int Period, int Bin, int[] Ring);
}
