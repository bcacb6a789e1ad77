using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>q(z_t | z_0, z_y) = N(z_0 + eta_t (z_y - z_0), kappa² eta_t I) (TAD-SR eq. 1).</summary>
/// <param name="schedule">The tables.</param>
internal sealed class ForwardProcess(EtaSchedule schedule)
{
    /// <summary>z_t for given noise.</summary>
    /// <param name="z0">(B, C, h, w).</param>
    /// <param name="zY">(B, C, h, w), latent of the enlarged low-resolution picture.</param>
    /// <param name="t">(B) int64, step indices.</param>
    /// <param name="noise">(B, C, h, w), normal.</param>
    public Tensor Sample(Tensor z0, Tensor zY, Tensor t, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var eta = EtaSchedule.Gather(schedule.Etas, t, z0);
        var std = EtaSchedule.Gather(schedule.SqrtEtas, t, z0) * schedule.Kappa;
        return (z0 + eta * (zY - z0) + std * noise).MoveToOuterDisposeScope();
    }

    /// <summary>z_T as inference and training of the student start: z_y + kappa sqrt(eta_T) noise; z_0 plays no part.</summary>
    public Tensor Prior(Tensor zY, Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (zY + noise * (schedule.Kappa * schedule.SqrtEtas[^1])).MoveToOuterDisposeScope();
    }

    /// <summary>Mean of q(z_{t-1} | z_t, z_0).</summary>
    public Tensor PosteriorMean(Tensor z0, Tensor zt, Tensor t)
    {
        using var scope = NewDisposeScope();
        return (EtaSchedule.Gather(schedule.PosteriorMeanCoef1, t, zt) * zt
            + EtaSchedule.Gather(schedule.PosteriorMeanCoef2, t, zt) * z0).MoveToOuterDisposeScope();
    }
}
