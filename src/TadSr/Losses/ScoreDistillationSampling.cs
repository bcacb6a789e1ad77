using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>Score distillation sampling (TAD-SR eq. 5) in the form of eq. 8: g = eps(student) - noise, no Jacobian and no
/// factor (1 - eta). An ablation of the paper's table V.</summary>
/// <param name="teacher">The frozen teacher.</param>
/// <param name="schedule">The tables.</param>
internal sealed class ScoreDistillationSampling(IDenoiser teacher, EtaSchedule schedule)
{
    private readonly ForwardProcess forward = new(schedule);

    /// <summary>g = eps_phi(z_t, y, t) - noise, no gradient.</summary>
    /// <param name="z0Student">(B, C, h, w).</param>
    /// <param name="zY">(B, C, h, w).</param>
    /// <param name="lq">The condition.</param>
    /// <param name="noise">(B, C, h, w), added to the student's latent.</param>
    /// <param name="t">(B) int64.</param>
    /// <returns>(B, C, h, w); use it with <see cref="HighFrequencyScoreDistillation.Surrogate"/>.</returns>
    public Tensor Direction(Tensor z0Student, Tensor zY, Tensor lq, Tensor noise, Tensor t)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var zt = forward.Sample(z0Student, zY, t, noise);
        var f = teacher.PredictX0(zt, t, lq);
        return (Epsilon(zt, f, zY, t) - noise).MoveToOuterDisposeScope();
    }

    /// <summary>The noise that a prediction of z_0 implies (TAD-SR eq. 14, with sqrt(eta) kappa below the line).</summary>
    public Tensor Epsilon(Tensor zt, Tensor x0, Tensor zY, Tensor t)
    {
        using var scope = NewDisposeScope();
        var eta = EtaSchedule.Gather(schedule.Etas, t, zt);
        var deviation = EtaSchedule.Gather(schedule.SqrtEtas, t, zt) * schedule.Kappa;
        return ((zt - (x0 + eta * (zY - x0))) / deviation).MoveToOuterDisposeScope();
    }
}
