using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>The deterministic reversal of SinSR (TAD-SR eq. 3): z_{t-1} = k_t z_0 + m_t z_t + j_t z_y.</summary>
/// <param name="schedule">The tables of the steps to take.</param>
/// <param name="onStep">Called with the step index and the z that the step starts from; for looking, it must not keep the tensor.</param>
internal sealed class DeterministicSampler(EtaSchedule schedule, Action<int, Tensor>? onStep = null) : ISampler
{
    /// <inheritdoc/>
    public Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq)
    {
        var z = zT.alias();   // ours to dispose; the caller keeps zT
        for (var t = schedule.Steps - 1; t >= 0; t--)
        {
            using var scope = NewDisposeScope();
            onStep?.Invoke(t, z);
            var x0 = denoiser.PredictX0(z, schedule.Time(t, z.shape[0], z.device), lq);
            // At the first index m = j = 0 and k = 1: the prediction itself is the result.
            var next = t == 0 ? x0 : x0 * schedule.K(t) + z * schedule.M(t) + zY * schedule.J(t);
            z.Dispose();
            z = next.MoveToOuterDisposeScope();
        }
        return z;
    }
}
