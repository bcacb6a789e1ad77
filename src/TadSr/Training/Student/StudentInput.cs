using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>What Algorithm 1 knows of one microbatch before the student is asked: nothing in it has a gradient, and it lasts from
/// the discriminators' update to the student's.</summary>
/// <param name="Pairs">(x, y): true and low-resolution pictures.</param>
/// <param name="Draws">Everything random.</param>
/// <param name="ZY">z_y, latent of the enlarged low-resolution picture.</param>
/// <param name="Z">z, latent of the true picture; null where nothing needs it.</param>
/// <param name="ZT">z_T, where student and teacher start.</param>
/// <param name="Z0Teacher">z_0 of the teacher's T steps from z_T; null where nothing needs it.</param>
/// <param name="Goal">The picture in [0, 1] that picture terms learn, the true one unless a guide gives another; null where nothing
/// needs it.</param>
/// <param name="GoalTaps">Its ResNet-18 taps; empty where nothing needs them.</param>
/// <param name="OwnTruthTaps">Those of the true picture where the goal is another one, else empty.</param>
internal sealed record StudentInput(
    TrainingBatch Pairs, StudentDraws Draws, Tensor ZY, Tensor? Z, Tensor ZT, Tensor? Z0Teacher, Tensor? Goal, IReadOnlyList<Tensor> GoalTaps,
    IReadOnlyList<Tensor> OwnTruthTaps)
{
    /// <summary>ResNet-18 taps of the true picture: what is real to hinge heads.</summary>
    public IReadOnlyList<Tensor> TruthTaps => OwnTruthTaps.Count > 0 ? OwnTruthTaps : GoalTaps;

    /// <summary>Keeps the tensors alive in the enclosing scope.</summary>
    public StudentInput MoveToOuterScope()
    {
        foreach (var tensor in new[] { ZY, Z, ZT, Z0Teacher, Goal }.Concat(GoalTaps).Concat(OwnTruthTaps))
            tensor?.MoveToOuterDisposeScope();
        return this;
    }
}
