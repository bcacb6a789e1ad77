using System.Globalization;
using TadSr.Imaging;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Runtime;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>KID (Binkowski et al., 2018): the kernel distance between the Inception features of the pictures and those of the references,
/// mode "clean". A figure of the set alone.</summary>
internal sealed class KidMetric : ISetMetric
{
    private readonly InceptionFeatures features;
    private readonly Lazy<double> distance;

    /// <summary>Takes over a network.</summary>
    /// <param name="network">The Inception network.</param>
    /// <param name="files">Its file.</param>
    /// <param name="device">Where to compute.</param>
    public KidMetric(InceptionNetwork network, IReadOnlyList<WeightFile> files, Device device)
    {
        features = new InceptionFeatures(network, InceptionInput.Clean, device);
        distance = new(Compute);
        var draws = string.Create(CultureInfo.InvariantCulture, $"{KernelDistance.Subsets} subsets of at most {KernelDistance.LargestSubset}, Philox seed {KernelDistance.Seed}");
        Description = new MetricDescription(
            "kid", $"clean, {InceptionFeatures.CleanNetwork}; {draws}", "rgb", 0, HigherIsBetter: false, true, "features float32, distance float64", files);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <inheritdoc/>
    public bool JudgesPictures => false;

    /// <inheritdoc/>
    public double SetFigure => distance.Value;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> SetParts => [];

    /// <summary>Loads the network.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public static KidMetric Load(WeightStore store, Device device)
    {
        var file = store.Find(Catalogue.Inception);
        return new KidMetric(InceptionFeatures.Load(file), [file], device);
    }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        features.Add(picture, reference);
        return double.NaN;
    }

    /// <inheritdoc/>
    public void Dispose() => features.Dispose();

    private double Compute()
    {
        using var scope = NewDisposeScope();
        var (pictures, references) = features.Gathered(Description.Name);
        return KernelDistance.Compute(pictures, references);
    }
}
