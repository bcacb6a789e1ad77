using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>Brings z_t to about unit variance before the network sees it: z / sqrt(eta_t kappa² + 1) in latent space. The
/// condition lq is never scaled.</summary>
/// <param name="schedule">The full schedule: t is the network's own time index.</param>
internal sealed class InputScaling(EtaSchedule schedule)
{
    private readonly double[] deviation = [.. schedule.Etas.Select(eta => Math.Sqrt(eta * schedule.Kappa * schedule.Kappa + 1))];

    /// <summary>sqrt(eta_t kappa² + 1) for every t.</summary>
    public IReadOnlyList<double> Deviation => deviation;

    /// <summary>Scales a latent.</summary>
    /// <param name="zt">(B, C, h, w).</param>
    /// <param name="t">(B) int64.</param>
    public Tensor Scale(Tensor zt, Tensor t)
    {
        using var scope = NewDisposeScope();
        return (zt / EtaSchedule.Gather(deviation, t, zt)).MoveToOuterDisposeScope();
    }
}
