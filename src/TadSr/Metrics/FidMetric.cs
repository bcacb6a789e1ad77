using TadSr.Imaging;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Runtime;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>FID (Heusel et al., 2017): the Fréchet distance between the Inception features of the pictures and those of the references.
/// A figure of the set alone.</summary>
internal sealed class FidMetric : ISetMetric
{
    private readonly InceptionFeatures features;
    private readonly Lazy<(double Means, double Covariances)> distance;

    /// <summary>Takes over a network.</summary>
    /// <param name="network">The Inception network.</param>
    /// <param name="clean">Mode "clean" (the default of pyiqa and clean-fid); else "legacy_pytorch".</param>
    /// <param name="files">The network's file.</param>
    /// <param name="device">Where to compute.</param>
    public FidMetric(InceptionNetwork network, bool clean, IReadOnlyList<WeightFile> files, Device device)
    {
        features = new InceptionFeatures(network, clean ? InceptionInput.Clean : InceptionInput.Legacy, device);
        distance = new(Compute);
        Description = new MetricDescription(
            clean ? "fid" : "fid-legacy_pytorch", clean ? $"clean, {InceptionFeatures.CleanNetwork}" : "legacy_pytorch",
            "rgb", 0, HigherIsBetter: false, true, "features float32, distance float64", files);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <inheritdoc/>
    public bool JudgesPictures => false;

    /// <inheritdoc/>
    public double SetFigure => distance.Value.Means + distance.Value.Covariances;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, double>> SetParts =>
        [KeyValuePair.Create("means", distance.Value.Means), KeyValuePair.Create("covariances", distance.Value.Covariances)];

    /// <summary>Loads the network.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="clean">Which mode.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public static FidMetric Load(WeightStore store, bool clean, Device device)
    {
        var file = store.Find(Catalogue.Inception);
        return new FidMetric(InceptionFeatures.Load(file), clean, [file], device);
    }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        features.Add(picture, reference);
        return double.NaN;
    }

    /// <inheritdoc/>
    public void Dispose() => features.Dispose();

    private (double Means, double Covariances) Compute()
    {
        using var scope = NewDisposeScope();
        var (pictures, references) = features.Gathered(Description.Name);
        return FrechetDistance.Compute(pictures, references);
    }
}
