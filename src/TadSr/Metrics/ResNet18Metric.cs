using TadSr.Imaging;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>The ResNet-18 distance of this project (no published metric): the last tap of <see cref="ResNet18Distance"/>, in
/// float32, on the picture cut at right and bottom to multiples of 32.</summary>
internal sealed class ResNet18Metric : IMetric
{
    private readonly ResNet18Trunk trunk;
    private readonly Device device;

    /// <summary>Loads the trunk.</summary>
    /// <param name="weights">Where the file is.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public ResNet18Metric(PerceptualWeights weights, Device device)
    {
        this.device = device;
        var file = weights.ResNet18File();
        trunk = weights.LoadResNet18();
        trunk.to(device);
        Description = new MetricDescription(
            "r18", "TadSr's own: resnet18 layer3, unit features", "rgb", 0, HigherIsBetter: false, true, "float32", [file]);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.Beside(reference).AtLeast(trunk.MinimumSide, Description.Name);
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        var (x, y) = (trunk.Taps(picture.ToTensor(device)), trunk.Taps(reference!.ToTensor(device)));
        return ResNet18Distance.AtTap(x[^1], y[^1]).cpu().item<float>();
    }

    /// <inheritdoc/>
    public void Dispose() => trunk.Dispose();
}
