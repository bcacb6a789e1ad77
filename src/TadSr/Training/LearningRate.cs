using TadSr.Configuration;

namespace TadSr.Training;

/// <summary>The learning rate of an iteration: linear warm-up, then constant or half a cosine down to the last iteration.</summary>
internal static class LearningRate
{
    /// <summary>The rate that iteration <paramref name="iteration"/> uses.</summary>
    /// <param name="config">Rates and warm-up.</param>
    /// <param name="iteration">Counted from 1.</param>
    /// <param name="iterations">Number of iterations of the run; the cosine ends there.</param>
    public static double At(OptimConfig config, long iteration, long iterations)
    {
        // The authors apply the rule after a step, so their iteration n has the rate of n - 1 and the first one the full rate.
        var k = config.WarmupFirstFull ? (iteration == 1 ? config.Warmup : iteration - 1) : iteration;
        if (k < config.Warmup)
            return (double)k / config.Warmup * config.Lr;
        if (config.Schedule == LearningRateSchedule.Constant)
            return config.Lr;
        var progress = Math.Min(1, (double)(k - config.Warmup) / Math.Max(1, iterations - config.Warmup));
        return config.LrMin + 0.5 * (config.Lr - config.LrMin) * (1 + Math.Cos(Math.PI * progress));
    }
}
