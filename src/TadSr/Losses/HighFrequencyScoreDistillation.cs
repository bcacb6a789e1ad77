using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>High-frequency score distillation (TAD-SR eq. 8): moves the student's latent by the difference of the
/// teacher's scores at a small time, without the network's Jacobian.</summary>
/// <param name="teacher">The frozen teacher.</param>
/// <param name="schedule">The tables.</param>
internal sealed class HighFrequencyScoreDistillation(IDenoiser teacher, EtaSchedule schedule)
{
    private readonly ForwardProcess forward = new(schedule);

    /// <summary>The score difference g = eps(student) - eps(target), no gradient:
    /// (1 - eta) / (sqrt(eta) kappa) (z0Student - z0Target + F(target) - F(student)).</summary>
    /// <param name="z0Student">(B, C, h, w).</param>
    /// <param name="z0Target">(B, C, h, w), the teacher's result (or the true latent).</param>
    /// <param name="zY">(B, C, h, w).</param>
    /// <param name="lq">The condition.</param>
    /// <param name="noise">(B, C, h, w), the same for both.</param>
    /// <param name="t">(B) int64, drawn per sample from {0, 1, 2}.</param>
    /// <returns>(B, C, h, w).</returns>
    public Tensor Direction(Tensor z0Student, Tensor z0Target, Tensor zY, Tensor lq, Tensor noise, Tensor t)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var fStudent = teacher.PredictX0(forward.Sample(z0Student, zY, t, noise), t, lq);
        var fTarget = teacher.PredictX0(forward.Sample(z0Target, zY, t, noise), t, lq);
        var weight = EtaSchedule.Gather(schedule.ScoreWeights, t, z0Student);
        return (weight * (z0Student - z0Target + fTarget - fStudent)).MoveToOuterDisposeScope();
    }

    /// <summary>The surrogate mean(g z0Student). Its value means nothing; its gradient is omega2 (z0Student - z0Target +
    /// F(target) - F(student)) / B with omega2 = (1 - eta) / (sqrt(eta) kappa C h w).</summary>
    /// <param name="z0Student">(B, C, h, w), with gradient.</param>
    /// <param name="direction">What <see cref="Direction"/> returned.</param>
    /// <returns>Scalar.</returns>
    public static Tensor Surrogate(Tensor z0Student, Tensor direction)
    {
        using var scope = NewDisposeScope();
        return (direction * z0Student).mean().MoveToOuterDisposeScope();
    }
}
