using TadSr.Imaging;
using TadSr.Networks.Perceptual.Maniqa;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>MANIQA (Yang et al., 2022): the weighted mean of the scores of all patches of 20 crops of 224 x 224. Needs no reference;
/// pictures with a side of at most 224 are enlarged first.</summary>
internal sealed class ManiqaMetric : IMetric
{
    // A picture of 1 x 4000 would be enlarged to 225 x 900000.
    private const long LargestEnlargement = 16_000_000;
    private readonly ManiqaNetwork network;
    private readonly Device device;

    private ManiqaMetric(string name, string trainedOn, ManiqaNetwork network, WeightFile file, Device device)
    {
        this.network = network;
        this.device = device;
        network.to(device);
        Description = new MetricDescription(name, $"{trainedOn}, 20 crops of 224", "rgb", 0, HigherIsBetter: true, false, "float32", [file]);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <summary>Loads a network.</summary>
    /// <param name="store">Where the file is.</param>
    /// <param name="name">How the metric was asked for.</param>
    /// <param name="entry">The file.</param>
    /// <param name="trainedOn">Its training set, as reports name it.</param>
    /// <param name="scale">What its Swin layers are multiplied by.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public static ManiqaMetric Load(WeightStore store, string name, WeightEntry entry, string trainedOn, double scale, Device device)
    {
        var file = store.Find(entry);
        var network = new ManiqaNetwork(scale);
        try
        {
            PerceptualWeights.Fill(network, file.Path, unused: ManiqaNetwork.UnusedKeys);
            return new ManiqaMetric(name, trainedOn, network, file, device);
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
        var (height, width) = ManiqaCrops.Enlarged(picture.Height, picture.Width);
        if ((picture.Height, picture.Width) != (height, width) && height * width > LargestEnlargement)
        {
            throw new TadSrException(
                $"is {picture.Width} x {picture.Height}; maniqa enlarges the short side to 225, which would make {width} x {height} pixels", ErrorKind.BadFile);
        }
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        var crops = ManiqaCrops.Cut(picture.ToTensor(device) * 2 - 1);
        // One crop fills the cores; attention among 3072 channels takes 38 MB a crop.
        var batch = device.type == DeviceType.CPU ? 1 : ManiqaCrops.Count / 2;
        List<Tensor> scores = [], weights = [];
        for (var first = 0; first < ManiqaCrops.Count; first += batch)
        {
            var (score, weight) = network.Forward(crops.narrow(0, first, batch));
            scores.Add(score);
            weights.Add(weight);
        }
        return Score(cat(scores), cat(weights));
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    /// <summary>The weighted mean over the patches of all crops together.</summary>
    internal static double Score(Tensor scores, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var w = weights.to_type(ScalarType.Float64);
        return ((scores.to_type(ScalarType.Float64) * w).sum() / (w.sum() + 1e-8)).item<double>();
    }
}
