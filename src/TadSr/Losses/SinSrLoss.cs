using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Losses;

/// <summary>The two terms of SinSR beside distillation. The student learns the inverse map as its answer at t = 0.</summary>
/// <remarks>Quirk of the published code: those inputs are scaled with the deviation of T - 1 although t is 0.</remarks>
/// <param name="student">The network itself: (scaled latent, t, lq) to latent.</param>
/// <param name="schedule">The tables.</param>
internal sealed class SinSrLoss(Func<Tensor, Tensor, Tensor, Tensor> student, EtaSchedule schedule)
{
    private readonly double deviation = new InputScaling(schedule).Deviation[^1];

    /// <summary>Mean squared difference between f(S(z0Teacher), 0) and z_T.</summary>
    public Tensor Inverse(Tensor z0Teacher, Tensor zT, Tensor lq)
    {
        using var scope = NewDisposeScope();
        return (Invert(z0Teacher, lq) - zT).square().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Mean squared difference between f(S(zHat_T), T - 1) and the true latent, with zHat_T = f(S(z0), 0) held fixed.</summary>
    public Tensor TowardsTruth(Tensor z0, Tensor lq)
    {
        using var scope = NewDisposeScope();
        Tensor zT;
        using (no_grad())
            zT = Invert(z0, lq);
        var t = schedule.Time(schedule.Steps - 1, z0.shape[0], z0.device);
        return (student(zT / deviation, t, lq) - z0).square().mean().MoveToOuterDisposeScope();
    }

    private Tensor Invert(Tensor z, Tensor lq) => student(z / deviation, schedule.Time(0, z.shape[0], z.device), lq);
}
