using TadSr.Imaging;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Metrics;

/// <summary>CLIP-IQA of whole pictures in their own size (pyiqa's clipiqa and clipiqa+), in float32 or, on CUDA alone, in float16.</summary>
internal sealed class ClipIqaMetric : IMetric
{
    private readonly ClipImageTower tower;
    private readonly ClipIqa network;
    private readonly Device device;
    private readonly ScalarType? compute;

    /// <summary>Takes over a tower that lies on the device.</summary>
    /// <param name="name">How the metric was asked for.</param>
    /// <param name="prompts">Which texts, as reports name them.</param>
    /// <param name="tower">CLIP's image tower.</param>
    /// <param name="texts">Features of the texts, scaled (<see cref="ClipIqa"/>).</param>
    /// <param name="positions">Whether CLIP's pooling adds its embedding of positions.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="half">Whether the network computes in float16.</param>
    /// <param name="weights">The files.</param>
    internal ClipIqaMetric(string name, string prompts, ClipImageTower tower, Tensor texts, bool positions, Device device, bool half = false, params WeightFile[] weights)
    {
        this.tower = tower;
        this.device = device;
        compute = half ? ScalarType.Float16 : null;
        network = new ClipIqa(tower, texts, positions);
        Description = new MetricDescription(
            name, $"CLIP RN50, {prompts}, {(positions ? "resized" : "no")} embedding of positions", "rgb", 0, HigherIsBetter: true, false, half ? "float16" : "float32", weights);
    }

    /// <inheritdoc/>
    public MetricDescription Description { get; }

    /// <summary>Loads CLIP and turns the prompts into features.</summary>
    /// <param name="store">Where the files are.</param>
    /// <param name="name">How the metric was asked for.</param>
    /// <param name="context">The file of the learned prompts; null for the five fixed pairs.</param>
    /// <param name="positions">Whether CLIP's pooling adds its embedding of positions.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="half">Whether the network computes in float16 where the device is CUDA.</param>
    /// <exception cref="TadSrException">A file is missing or damaged.</exception>
    public static ClipIqaMetric Load(WeightStore store, string name, WeightEntry? context, bool positions, Device device, bool half = false) =>
        Load(name, store.Find(Catalogue.ClipRn50), context is null ? null : store.Find(context), positions, device, half && device.type == DeviceType.CUDA);

    internal static ClipIqaMetric Load(string name, WeightFile clip, WeightFile? learned, bool positions, Device device, bool half = false)
    {
        var (tower, text) = ClipWeights.LoadTowers(clip.Path);
        try
        {
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            var features = learned is null ? ClipIqaPrompts.Fixed(text) : ClipIqaPrompts.Learned(text, ClipWeights.LoadContext(learned.Path));
            tower.to(device);
            var prompts = learned is null ? "the five prompt pairs of pyiqa" : "learned prompts";
            return new ClipIqaMetric(name, prompts, tower, text.Scale(features), positions, device, half, learned is null ? [clip] : [clip, learned]);
        }
        catch
        {
            tower.Dispose();
            throw;
        }
        finally
        {
            text.Dispose();
        }
    }

    /// <inheritdoc/>
    public double Compute(RgbPicture picture, RgbPicture? reference)
    {
        picture.AtLeast(ClipImageTower.MinimumSide, Description.Name);
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        return network.Score(picture.ToTensor(device), compute).cpu().item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        network.Dispose();
        tower.Dispose();
    }
}
