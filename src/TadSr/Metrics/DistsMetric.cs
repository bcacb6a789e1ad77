using TadSr.Imaging;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>DISTS of whole pictures, in float32, at their own size (the authors' program reduces the short side to 256, pyiqa does not).</summary>
internal sealed class DistsMetric : IMetric
{
    private readonly Dists dists;
    private readonly Device device;

    /// <summary>Takes over a network.</summary>
    /// <param name="dists">Trunk and weights.</param>
    /// <param name="files">Their files.</param>
    /// <param name="device">Where to compute.</param>
    public DistsMetric(Dists dists, IReadOnlyList<WeightFile> files, Device device)
    {
        this.dists = dists;
        this.device = device;
        dists.to(device);
        dists.Trunk.to(device);
        Description = new MetricDescription("dists", "vgg16, no resize", "rgb", 0, HigherIsBetter: false, true, "float32", files);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <summary>Loads the network.</summary>
    /// <param name="weights">Where the files are.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TadSrException">A file is missing or damaged.</exception>
    public static DistsMetric Load(PerceptualWeights weights, Device device)
    {
        var files = weights.DistsFiles();
        return new DistsMetric(weights.LoadDists(), files, device);
    }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.Beside(reference);
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        return dists.Distance(picture.ToTensor(device), reference!.ToTensor(device)).cpu().item<float>();
    }

    /// <inheritdoc/>
    public void Dispose() => dists.Dispose();
}
