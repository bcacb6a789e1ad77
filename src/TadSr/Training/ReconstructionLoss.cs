using TadSr.Configuration;
using TadSr.Losses;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>How far a codec's reconstruction is from its picture: mean |x - x'| in [-1, 1] plus weighted LPIPS.</summary>
internal sealed class ReconstructionLoss : IDisposable
{
    private readonly Lpips? lpips;
    private readonly PerceptualLoss? perceptual;
    private readonly double weight;

    /// <summary>Loads the perceptual network, where one is used.</summary>
    public ReconstructionLoss(PerceptualConfig config, PerceptualWeights weights, ScalarType computeType, Device device)
    {
        weight = config.Weight;
        if (weight == 0)
            return;
        lpips = weights.LoadLpips(config.Net.ToString().ToLowerInvariant());
        lpips.to(device);
        lpips.Trunk.to(device);
        perceptual = new PerceptualLoss((x, y) => lpips.Distance(x, y, computeType), config.Augment);
    }

    /// <summary>Adds both terms to a gradient sum.</summary>
    /// <param name="sum">Receives them.</param>
    /// <param name="reconstruction">(B, 3, H, W), about [-1, 1]; the leaf of the sum.</param>
    /// <param name="image">(B, 3, H, W) in [-1, 1].</param>
    /// <param name="random">The random numbers of a movement.</param>
    internal void AddTo(GradientSum sum, Tensor reconstruction, Tensor image, CounterRandom random)
    {
        sum.Add("l1", 1, () => PictureL1Loss.Compute(reconstruction, image));
        if (perceptual is not null)
            sum.Add("lpips", weight, () => perceptual.Compute((reconstruction + 1) / 2, (image + 1) / 2, random));
    }

    /// <inheritdoc/>
    public void Dispose() => lpips?.Dispose();
}
