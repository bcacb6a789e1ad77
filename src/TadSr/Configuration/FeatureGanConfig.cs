using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>Hinge heads on the frozen ResNet-18's taps of the decoded picture. Not in the paper; used by the lite student.</summary>
public sealed record FeatureGanConfig
{
    /// <summary>Size of its gradient at the student's output as a share of the gradient of all other terms, measured in each
    /// microbatch; 0 turns it off.</summary>
    [Limits(Min = 0)]
    public double Ratio { get; init; }

    /// <summary>Taps that have a head.</summary>
    [Limits(Min = 0, Max = 3, MinCount = 1)]
    public IReadOnlyList<int> Taps { get; init; } = [0, 1, 2, 3];

    /// <summary>First iteration that uses it.</summary>
    [Limits(Min = 0)]
    public int Start { get; init; }
}
