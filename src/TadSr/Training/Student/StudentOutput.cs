using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>The student's answer for one microbatch and what judges and terms look at.</summary>
/// <param name="Z0">z_0, with the student's graph where there is one.</param>
/// <param name="Leaf">The same values as a leaf: terms are differentiated with respect to it, and the rest has its graph back to it.</param>
/// <param name="Features">The teacher encoder's features of the noisy z_0; empty where nothing needs them.</param>
/// <param name="Picture">The decoded z_0 in about [0, 1]; null where nothing needs it.</param>
/// <param name="Taps">The picture's ResNet-18 taps; empty where nothing needs them.</param>
internal sealed record StudentOutput(Tensor Z0, Tensor Leaf, IReadOnlyList<Tensor> Features, Tensor? Picture, IReadOnlyList<Tensor> Taps)
{
    /// <summary>Keeps the tensors alive in the enclosing scope.</summary>
    public StudentOutput MoveToOuterScope()
    {
        foreach (var tensor in new[] { Z0, Leaf, Picture }.Concat(Features).Concat(Taps))
            tensor?.MoveToOuterDisposeScope();
        return this;
    }
}
