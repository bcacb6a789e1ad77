using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>What one microbatch of Algorithm 1 carries from the discriminator's step to the student's.</summary>
/// <param name="Batch">The pairs.</param>
/// <param name="ZY">Latent of the enlarged low-resolution picture.</param>
/// <param name="ZTruth">Latent of the true picture.</param>
/// <param name="ZT">The prior's sample.</param>
/// <param name="Draws">Everything random.</param>
/// <param name="Z0">The student's result, with the student's graph.</param>
/// <param name="Leaf">The same values as a leaf: loss terms are differentiated with respect to it.</param>
/// <param name="FakeFeatures">The teacher encoder's features of the noisy result, with a graph to the leaf; empty without discriminator.</param>
/// <param name="Truth">The true picture in [0, 1].</param>
/// <param name="Taps">ResNet-18 taps of result and truth, or null.</param>
internal sealed record StudentPass(
    TrainingBatch Batch, Tensor ZY, Tensor ZTruth, Tensor ZT, StudentDraws Draws, Tensor Z0, Tensor Leaf,
    IReadOnlyList<Tensor> FakeFeatures, Tensor Truth, (IReadOnlyList<Tensor> Fake, IReadOnlyList<Tensor> Real)? Taps)
{
    /// <summary>Keeps all tensors alive in the enclosing scope.</summary>
    public StudentPass MoveToOuterScope()
    {
        IEnumerable<Tensor> all =
        [
            Batch.Lq, Batch.Hq, ZY, ZTruth, ZT, Draws.NoiseT, Draws.NoiseD, Draws.TimeD, Draws.NoiseScore, Draws.TimeScore,
            Z0, Leaf, Truth, .. FakeFeatures, .. Taps?.Fake ?? [], .. Taps?.Real ?? [],
        ];
        foreach (var tensor in all)
            tensor.MoveToOuterDisposeScope();
        return this;
    }
}
