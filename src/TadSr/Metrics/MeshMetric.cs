using TadSr.Imaging;

namespace TadSr.Metrics;

/// <summary>Mesh (no published metric): how uneven the spectrum of the picture itself is along rings of equal frequency. Networks that weave
/// a fabric of blobs over skin and fur raise it, which no peak of <see cref="GridMetric"/> shows. The truths of a photographic set have
/// about 0.07; from 0.2 on textured windows a mesh is seen. On flat windows a merely smooth picture reads high too.</summary>
/// <remarks>Of each window of <see cref="WindowSpectra"/> the amplitudes are divided by their root mean square above 0.1 cycles a pixel; of
/// the mean over windows the logarithm is taken and a median filter of 5 x 5, which removes single points. The figure is the mean over
/// rings 0.02 wide from 0.1 to 0.48 of the standard deviation along the ring, without the axes (0.05 to either side).</remarks>
internal sealed class MeshMetric : ISetMetric
{
    private const int Side = WindowSpectra.Side;
    private const double FirstRing = 0.1, RingWidth = 0.02, Axis = 0.05;
    private const int Reach = 2;   // of the median filter

    // Bins of each ring.
    private static readonly int[][] rings = [.. Enumerable.Range(0, 19).Select(ring =>
        Enumerable.Range(0, Side * Side).Where(i => WindowSpectra.Along(i % Side) > Axis && WindowSpectra.Along(i / Side) > Axis
            && WindowSpectra.Frequencies[i] >= FirstRing + ring * RingWidth && WindowSpectra.Frequencies[i] < FirstRing + (ring + 1) * RingWidth).ToArray())];

    private readonly WindowSpectra set = new();

    /// <inheritdoc/>
    public MetricDescription Description { get; } = new(
        "mesh", "TadSr's own: unevenness of the spectrum along rings, textured windows", "green", 0, HigherIsBetter: false, true, "float64", []);

    /// <inheritdoc/>
    public double SetFigure => Figure(set.Textured);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> SetParts => [new("flat", Figure(set.Flat)), new("textured", Figure(set.Textured))];

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.Beside(reference).AtLeast(Side, Description.Name);
        var own = new WindowSpectra();
        own.Add(picture, reference!, Normalise);
        var figure = Figure(own.Textured);
        set.Add(own);
        return figure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static void Normalise(double[] spectrum)
    {
        double sum = 0;
        var count = 0;
        for (var i = 0; i < spectrum.Length; i++)
        {
            if (WindowSpectra.Frequencies[i] <= FirstRing)
                continue;
            sum += spectrum[i] * spectrum[i];
            count++;
        }
        var scale = Math.Sqrt(sum / count);
        for (var i = 0; scale > 0 && i < spectrum.Length; i++)
            spectrum[i] /= scale;
    }

    private static double Figure(double[] spectrum)
    {
        // A window without any high frequency, a constant, has no mesh; the smallest number keeps its logarithm finite.
        var smooth = Median(Array.ConvertAll(spectrum, v => Math.Log(Math.Max(v, 1e-12))));
        double total = 0;
        foreach (var ring in rings)
        {
            var mean = ring.Average(i => smooth[i]);
            total += Math.Sqrt(ring.Average(i => (smooth[i] - mean) * (smooth[i] - mean)));
        }
        return total / rings.Length;
    }

    // Rows and columns go on at the other side: a spectrum is periodic.
    private static double[] Median(double[] values)
    {
        var result = new double[values.Length];
        var near = new double[(2 * Reach + 1) * (2 * Reach + 1)];
        for (var i = 0; i < values.Length; i++)
        {
            var n = 0;
            for (var dy = -Reach; dy <= Reach; dy++)
            {
                for (var dx = -Reach; dx <= Reach; dx++)
                    near[n++] = values[(i / Side + dy + Side) % Side * Side + (i % Side + dx + Side) % Side];
            }
            Array.Sort(near);
            result[i] = near[near.Length / 2];
        }
        return result;
    }
}
