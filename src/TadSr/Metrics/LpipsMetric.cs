using TadSr.Imaging;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>LPIPS v0.1 of whole pictures, in float32, without a border cut.</summary>
internal sealed class LpipsMetric : IMetric
{
    private readonly Lpips lpips;
    private readonly Device device;

    /// <summary>Loads trunk and heads.</summary>
    /// <param name="weights">Where the files are.</param>
    /// <param name="name">How the metric was asked for: lpips, lpips-squeeze, lpips-vgg.</param>
    /// <param name="net">alex, squeeze or vgg.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TadSrException">A file is missing or damaged.</exception>
    public LpipsMetric(PerceptualWeights weights, string name, string net, Device device)
    {
        this.device = device;
        var files = weights.LpipsFiles(net);
        lpips = weights.LoadLpips(net);
        lpips.to(device);
        lpips.Trunk.to(device);
        Description = new MetricDescription(name, $"{net} v0.1", "rgb", 0, HigherIsBetter: false, true, "float32", files);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.Beside(reference).AtLeast(lpips.Trunk.MinimumSide, Description.Name);
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        return lpips.Distance(picture.ToTensor(device), reference!.ToTensor(device)).cpu().item<float>();
    }

    /// <summary>Smallest side of a picture.</summary>
    public int MinimumSide => lpips.Trunk.MinimumSide;

    /// <summary>Where two pictures of equal size differ (<see cref="Lpips.Map"/>).</summary>
    /// <returns>(1, H, W), 0 and more.</returns>
    public Planes<float> Map(RgbPicture picture, RgbPicture reference)
    {
        picture.Beside(reference).AtLeast(MinimumSide, Description.Name);
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        var result = new Planes<float>(1, picture.Height, picture.Width);
        HostMemory.Copy<float>(lpips.Map(picture.ToTensor(device), reference.ToTensor(device)).cpu(), result.Values);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => lpips.Dispose();
}
