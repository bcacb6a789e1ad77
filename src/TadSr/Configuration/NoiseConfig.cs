using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Noise of one round. Defaults: first round of the Real-ESRGAN recipe.</summary>
public sealed record NoiseConfig
{
    /// <summary>Probability that there is noise at all.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Share of Gaussian noise; the rest is Poisson noise.</summary>
    public double Gaussian { get; init; } = 0.5;

    /// <summary>Standard deviation of the Gaussian noise, grey levels of 255.</summary>
    public IReadOnlyList<double> Sigma { get; init; } = [1, 30];

    /// <summary>Factor on the Poisson noise.</summary>
    public IReadOnlyList<double> PoissonScale { get; init; } = [0.05, 3];

    /// <summary>Probability that all channels share the noise.</summary>
    public double Gray { get; init; } = 0.4;

    /// <summary>Probability that Gaussian noise is that of photographs taken at night: fine in the brightness, with 0.8 of its strength
    /// in soft blotches in the colours.</summary>
    public double Chroma { get; init; }

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireProbability(location, "probability", Probability);
        Intervals.RequireProbability(location, "gaussian", Gaussian);
        Intervals.RequireProbability(location, "gray", Gray);
        Intervals.RequireProbability(location, "chroma", Chroma);
        Intervals.Require(location, "sigma", Sigma, 0, 255);
        Intervals.Require(location, "poisson_scale", PoissonScale, 0, 20);
    }
}
