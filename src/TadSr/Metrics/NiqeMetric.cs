using System.Runtime.InteropServices;
using TadSr.Checkpoints;
using TadSr.Imaging;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>NIQE (Mittal, Soundararajan, Bovik, 2013): distance of a picture's natural-scene statistics from those of pristine
/// photographs. Needs no reference and at least two blocks of 96 x 96.</summary>
internal sealed class NiqeMetric : IMetric
{
    private readonly MetricColour colour;
    private readonly NiqeFeatures features = new();
    private readonly double[] pristineMean, pristineCovariance;

    /// <summary>Loads the pristine model.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="colour">yiq (the default of pyiqa) or ycbcr.</param>
    /// <param name="crop">Pixels cut off at each side first.</param>
    /// <exception cref="TadSrException">The file is missing or damaged, or the colour is RGB.</exception>
    public NiqeMetric(WeightStore store, MetricColour colour = MetricColour.Yiq, int crop = 0)
    {
        if (colour == MetricColour.Rgb)
            throw new TadSrException("niqe is defined on luma; use yiq or ycbcr.", ErrorKind.Usage);
        this.colour = colour;
        var file = store.Find(Catalogue.NiqePristine);
        using var checkpoint = CheckpointFile.Open(file.Path);
        pristineMean = Read(checkpoint, "mu", NiqeFeatures.Count);
        pristineCovariance = Read(checkpoint, "cov", NiqeFeatures.Count * NiqeFeatures.Count);
        Description = new MetricDescription(
            "niqe", "pristine model of the authors (pyiqa niqe)", MetricNames.Of(colour), crop, HigherIsBetter: false, false, "float64, luma and half size float32", [file]);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        var luma = MetricPlanes.Rounded(picture, colour, Description.Crop);
        var (height, width) = (luma.Height / NiqeFeatures.BlockSize, luma.Width / NiqeFeatures.BlockSize);
        if (height * width < 2)
        {
            throw new TadSrException(
                $"is {picture.Width} x {picture.Height}; niqe needs at least two blocks of {NiqeFeatures.BlockSize} x {NiqeFeatures.BlockSize} pixels" +
                (Description.Crop > 0 ? $" after cropping {Description.Crop} pixels at each side" : ""), ErrorKind.BadFile);
        }
        return Score(features.Compute(luma.Crop(0, 0, height * NiqeFeatures.BlockSize, width * NiqeFeatures.BlockSize)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private double Score(double[][] rows)
    {
        const int n = NiqeFeatures.Count;
        var whole = rows.Where(row => !row.Any(double.IsNaN)).ToArray();
        if (whole.Length < 2)
            throw new TadSrException("is flat: fewer than two of its blocks have statistics, so niqe is not defined", ErrorKind.BadFile);
        var difference = new double[n];
        for (var i = 0; i < n; i++)
            difference[i] = pristineMean[i] - rows.Select(row => row[i]).Where(v => !double.IsNaN(v)).Average();
        var means = Enumerable.Range(0, n).Select(i => whole.Average(row => row[i])).ToArray();
        var pooled = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var covariance = whole.Sum(row => (row[i] - means[i]) * (row[j] - means[j])) / (whole.Length - 1);
                pooled[i, j] = (pristineCovariance[i * n + j] + covariance) / 2;
            }
        }
        return Math.Sqrt(SymmetricMatrix.PseudoInverseForm(pooled, difference));
    }

    private static double[] Read(ICheckpoint checkpoint, string name, int count)
    {
        var entry = checkpoint.Entries.FirstOrDefault(e => e.Name == name && e.ElementType == ElementType.Float64 && e.ElementCount == count)
            ?? throw new TadSrException($"{checkpoint.Path}: has no float64 tensor '{name}' of {count} numbers.", ErrorKind.BadFile);
        var values = new double[count];
        checkpoint.CopyTo(entry, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
