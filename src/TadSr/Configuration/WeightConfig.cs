using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>A loss term that has nothing but a weight; 0 turns it off.</summary>
public sealed record WeightConfig
{
    /// <summary>Its weight.</summary>
    [Limits(Min = 0)]
    public double Weight { get; init; }
}
