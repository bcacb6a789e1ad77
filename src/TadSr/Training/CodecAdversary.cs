using TadSr.Configuration;
using TadSr.Networks.Adversarial;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The adversarial side of a codec's training: hinge losses of a PatchGAN, and the weight that makes the generator's
/// term as strong as the reconstruction (VQGAN, Esser et al., CVPR 2021).</summary>
/// <param name="discriminator">The PatchGAN, in training mode.</param>
/// <param name="config">Weight and start.</param>
/// <param name="computeType">Element type in which the discriminator computes.</param>
internal sealed class CodecAdversary(PatchDiscriminator discriminator, CodecTrainConfig config, ScalarType computeType)
{
    private const double LargestWeight = 1e4, Epsilon = 1e-4;

    /// <summary>Whether a step uses the discriminator.</summary>
    /// <param name="iteration">Counted from 1.</param>
    public bool IsOn(long iteration) => config.DiscWeight > 0 && iteration > config.DiscStart;

    /// <summary>½ (mean max(0, 1 - D(image)) + mean max(0, 1 + D(reconstruction))); cut off from the codec.</summary>
    public Tensor DiscriminatorLoss(Tensor image, Tensor reconstruction)
    {
        using var scope = NewDisposeScope();
        var onReal = nn.functional.relu(1 - Judge(image)).mean();
        var onFake = nn.functional.relu(1 + Judge(reconstruction.detach())).mean();
        return (0.5 * (onReal + onFake)).MoveToOuterDisposeScope();
    }

    /// <summary>-mean D(reconstruction).</summary>
    public Tensor GeneratorLoss(Tensor reconstruction)
    {
        using var scope = NewDisposeScope();
        return (-Judge(reconstruction).mean()).MoveToOuterDisposeScope();
    }

    /// <summary>disc_weight clamp(|d nll| / (|d gan| + 1e-4), 0, 1e4) with gradients with respect to the decoder's last weight.</summary>
    /// <param name="reconstruction">With the codec's graph, which is kept.</param>
    /// <param name="lastWeight">Weight of the decoder's last convolution.</param>
    /// <param name="reconstructionGradient">Gradient of the reconstruction terms at <paramref name="reconstruction"/>.</param>
    /// <param name="ganGradient">Gradient of the generator's term there.</param>
    /// <returns>A float64 scalar on the networks' device.</returns>
    public Tensor AdaptiveWeight(Tensor reconstruction, Tensor lastWeight, Tensor reconstructionGradient, Tensor ganGradient)
    {
        using var scope = NewDisposeScope();
        var nll = NormAt(reconstruction, lastWeight, reconstructionGradient);
        var gan = NormAt(reconstruction, lastWeight, ganGradient);
        return ((nll / (gan + Epsilon)).clamp(0, LargestWeight) * config.DiscWeight).MoveToOuterDisposeScope();
    }

    private static Tensor NormAt(Tensor reconstruction, Tensor lastWeight, Tensor gradient) =>
        LeafGradient.Of(reconstruction, lastWeight, gradient, keepGraph: true).norm().to_type(ScalarType.Float64);

    private Tensor Judge(Tensor picture) => discriminator.forward(picture.to_type(computeType)).to_type(picture.dtype);
}
