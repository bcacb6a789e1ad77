using TadSr.Configuration;

namespace TadSr.Training;

/// <summary>The end of a step: check the gradient, clip it, move the parameters at this iteration's rate.</summary>
internal static class OptimizerStep
{
    /// <summary>Runs it and reports the gradient's norm before clipping.</summary>
    /// <param name="optimizer">Whose parameters move.</param>
    /// <param name="config">Rate and clipping.</param>
    /// <param name="iterations">Iterations of the run.</param>
    /// <param name="report">Receives the norm; knows the iteration.</param>
    /// <param name="name">The norm's name.</param>
    public static void Run(AdamW optimizer, OptimConfig config, long iterations, StepReport report, string name = "grad")
    {
        using var norm = optimizer.GradientNorm();
        report.Add(name, norm);
        using var ratio = config.Clip / norm;
        using var scale = ratio.clamp_max(1);
        optimizer.Step(LearningRate.At(config, report.Iteration, iterations), config.Clip > 0 ? scale : null);
    }
}
