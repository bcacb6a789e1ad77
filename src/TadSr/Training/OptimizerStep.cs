using TadSr.Configuration;

namespace TadSr.Training;

/// <summary>The end of a step: check the gradient, clip it, move the parameters at this iteration's rate.</summary>
internal static class OptimizerStep
{
    /// <summary>Runs it and returns the gradient's norm before clipping.</summary>
    public static double Run(AdamW optimizer, OptimConfig config, long iteration, long iterations, string name = "gradient")
    {
        var norm = Guards.Finite(optimizer.GradientNorm(), name, iteration);
        var scale = config.Clip > 0 && norm > config.Clip ? config.Clip / norm : 1;
        optimizer.Step(LearningRate.At(config, iteration, iterations), scale);
        return norm;
    }
}
