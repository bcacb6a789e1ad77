using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>The distillation loss (eq. 6).</summary>
public sealed record DistillConfig
{
    /// <summary>Its weight; 0 turns it off.</summary>
    [Limits(Min = 0)]
    public double Weight { get; init; } = 1;

    /// <summary>How a sample's squared differences become one number.</summary>
    public DistillReduction Reduction { get; init; } = DistillReduction.Mean;
}

/// <summary>The two readings of eq. 6's norm.</summary>
public enum DistillReduction
{
    /// <summary>Their mean, as in the authors' code; the published weights were tuned for it.</summary>
    Mean,

    /// <summary>Their sum, the squared norm that the paper writes: C h w times as large.</summary>
    Sum,
}
