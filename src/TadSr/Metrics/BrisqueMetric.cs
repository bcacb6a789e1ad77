using TadSr.Checkpoints;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>BRISQUE (Mittal, Moorthy, Bovik, 2012): a support vector regression on natural-scene statistics. Needs no reference.</summary>
/// <remarks>In float32, as published: where a picture has flat areas, products that are exactly zero in float64 are noise of either
/// sign in float32, and the figure is another one.</remarks>
internal sealed class BrisqueMetric : IMetric
{
    private readonly MetricColour colour;
    private readonly BrisqueFeatures<float> features = new();
    private readonly double[] coefficients, vectors, range;
    private readonly double gamma, rho;

    /// <summary>Loads the support vectors.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="colour">yiq (the default of pyiqa) or ycbcr.</param>
    /// <param name="crop">Pixels cut off at each side first.</param>
    /// <exception cref="TadSrException">The file is missing or damaged, or the colour is RGB.</exception>
    public BrisqueMetric(WeightStore store, MetricColour colour = MetricColour.Yiq, int crop = 0)
    {
        if (colour == MetricColour.Rgb)
            throw new TadSrException("brisque is defined on luma; use yiq or ycbcr.", ErrorKind.Usage);
        this.colour = colour;
        var file = store.Find(Catalogue.BrisqueSvm);
        using var checkpoint = CheckpointFile.Open(file.Path);
        coefficients = MetricParameters.Read(checkpoint, "coef");
        vectors = MetricParameters.Read(checkpoint, "sv", coefficients.Length * BrisqueFeatures<float>.Count);
        range = MetricParameters.Read(checkpoint, "feature_range", 2 * BrisqueFeatures<float>.Count);
        gamma = MetricParameters.Read(checkpoint, "gamma", 1)[0];
        rho = MetricParameters.Read(checkpoint, "rho", 1)[0];
        Description = new MetricDescription(
            "brisque", "support vectors of the authors (pyiqa brisque)", MetricNames.Of(colour), crop, HigherIsBetter: false, false, "float32, sums float64", [file]);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var score = Score(features.Compute(MetricPlanes.Rounded(picture, colour, Description.Crop)));
        return double.IsNaN(score)
            ? throw new TadSrException($"is {picture.Width} x {picture.Height} and has too little structure: brisque needs neighbours of equal and of opposite sign", ErrorKind.BadFile)
            : score;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>The regression on 36 features.</summary>
    internal double Score(double[] values)
    {
        const int n = BrisqueFeatures<float>.Count;
        var scaled = new double[n];
        for (var i = 0; i < n; i++)
            scaled[i] = 2 * (values[i] - range[2 * i]) / (range[2 * i + 1] - range[2 * i]) - 1;
        var score = -rho;
        for (var k = 0; k < coefficients.Length; k++)
        {
            var distance = 0.0;
            for (var i = 0; i < n; i++)
                distance += (scaled[i] - vectors[k * n + i]) * (scaled[i] - vectors[k * n + i]);
            score += coefficients[k] * Math.Exp(-gamma * distance);
        }
        return score;
    }
}
