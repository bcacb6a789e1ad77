using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>The student's sampler: the prediction at t = T - 1 is the result.</summary>
/// <param name="schedule">The tables.</param>
internal sealed class OneStepSampler(EtaSchedule schedule) : ISampler
{
    /// <inheritdoc/>
    public Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq)
    {
        using var scope = NewDisposeScope();
        var t = schedule.Time(schedule.Steps - 1, zT.shape[0], zT.device);
        return denoiser.PredictX0(zT, t, lq).MoveToOuterDisposeScope();
    }
}
