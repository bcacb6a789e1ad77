using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Sharpening of the low-resolution picture, as cameras and telephones do: the difference from a blur of sigma 1 is added.</summary>
public sealed record SharpenConfig
{
    /// <summary>Probability that it happens.</summary>
    public double Probability { get; init; }

    /// <summary>Bounds of the factor on the difference.</summary>
    public IReadOnlyList<double> Amount { get; init; } = [0.3, 1.2];

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireProbability(location, "sharpen.probability", Probability);
        Intervals.Require(location, "sharpen.amount", Amount, 0, 10);
    }
}
