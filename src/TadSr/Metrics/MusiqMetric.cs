using TadSr.Imaging;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>MUSIQ of whole pictures (pyiqa's musiq), in float32 or, on CUDA alone, in float16.</summary>
internal sealed class MusiqMetric : IMetric
{
    private const int Marks = 10;
    private readonly MusiqNet network;
    private readonly Device device;
    private readonly ScalarType? compute;

    /// <summary>Takes over a network that lies on the device.</summary>
    /// <param name="name">How the metric was asked for.</param>
    /// <param name="trainedOn">The pictures on which it was trained, as reports name them.</param>
    /// <param name="network">The network.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="half">Whether the network computes in float16.</param>
    /// <param name="weights">Its file.</param>
    internal MusiqMetric(string name, string trainedOn, MusiqNet network, Device device, bool half = false, params WeightFile[] weights)
    {
        this.network = network;
        this.device = device;
        compute = half ? ScalarType.Float16 : null;
        Description = new MetricDescription(
            name, $"{trainedOn}, scales by bicubic without antialiasing (pyiqa)", "rgb", 0, HigherIsBetter: true, false, half ? "float16" : "float32", weights);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <summary>Loads the network.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="name">How the metric was asked for.</param>
    /// <param name="entry">One of MUSIQ's files of the <see cref="Catalogue"/>.</param>
    /// <param name="trainedOn">The pictures on which it was trained, as reports name them.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="half">Whether the network computes in float16 where the device is CUDA.</param>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public static MusiqMetric Load(WeightStore store, string name, WeightEntry entry, string trainedOn, Device device, bool half = false) =>
        Load(name, store.Find(entry), trainedOn, device, half && device.type == DeviceType.CUDA);

    internal static MusiqMetric Load(string name, WeightFile file, string trainedOn, Device device, bool half = false)
    {
        var network = new MusiqNet(file.FileName == Catalogue.MusiqAva.FileName ? Marks : 1);
        try
        {
            PerceptualWeights.Fill(network, file.Path);
            network.to(device);
            return new MusiqMetric(name, trainedOn, network, device, half, file);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        if (!MusiqTokens.Fits(picture.Height, picture.Width))
        {
            throw new TadSrException(
                $"is {picture.Width} x {picture.Height}; {Description.Name} shrinks the longer side to {MusiqTokens.SmallestScale} pixels, which leaves nothing of the shorter one", ErrorKind.BadFile);
        }
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        return network.Score(picture.ToTensor(device), compute).cpu().item<float>();
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
