using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>Exponential moving average of the weights, which is what is validated and shipped.</summary>
public sealed record EmaConfig
{
    /// <summary>Share of the average that stays at every step.</summary>
    [Limits(Min = 0, Max = 1, BelowMax = true)]
    public double Rate { get; init; } = 0.999;
}
