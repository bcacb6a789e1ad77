using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>ResShift's ancestral sampler (TAD-SR eq. 2): the posterior's mean plus its clipped standard deviation times fresh noise.</summary>
/// <param name="schedule">The tables of the steps to take.</param>
/// <param name="noise">Gives the noise (B, C, h, w) of a step t &gt; 0; not asked at t = 0. The sampler disposes it.</param>
/// <param name="onStep">Called with the step index, the prediction of z_0 and the z that the step ends with; for looking.</param>
internal sealed class StochasticSampler(EtaSchedule schedule, Func<int, Tensor> noise, Action<int, Tensor, Tensor>? onStep = null) : ISampler
{
    private readonly ForwardProcess forward = new(schedule);

    /// <inheritdoc/>
    public Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq)
    {
        var z = zT.alias();   // ours to dispose; the caller keeps zT
        for (var t = schedule.Steps - 1; t >= 0; t--)
        {
            using var scope = NewDisposeScope();
            var step = full(z.shape[0], t, ScalarType.Int64, z.device);
            var x0 = denoiser.PredictX0(z, schedule.Time(t, z.shape[0], z.device), lq);
            var next = forward.PosteriorMean(x0, z, step);
            if (t > 0)
                next = next + noise(t) * Math.Exp(0.5 * schedule.PosteriorLogVarianceClipped[t]);
            onStep?.Invoke(t, x0, next);
            z.Dispose();
            z = next.MoveToOuterDisposeScope();
        }
        return z;
    }
}
