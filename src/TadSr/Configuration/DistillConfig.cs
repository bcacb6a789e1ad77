using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>The distillation loss (eq. 6), reduced to its mean.</summary>
public sealed record DistillConfig
{
    /// <summary>Its weight.</summary>
    [Limits(Min = 0)]
    public double Weight { get; init; } = 1;
}
