using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Blur of one round of the degradation. Defaults: first round of the Real-ESRGAN recipe.</summary>
public sealed record BlurConfig
{
    /// <summary>Probability that there is a blur at all.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Sides of the kernel, odd; one is chosen uniformly.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [3, 5, 7, 9, 11, 13, 15, 17, 19];

    /// <summary>Probability of a sinc kernel in place of one of the families below.</summary>
    public double SincProbability { get; init; } = 0.1;

    /// <summary>Weight of the isotropic Gaussian.</summary>
    public double Iso { get; init; } = 0.45;

    /// <summary>Weight of the anisotropic Gaussian.</summary>
    public double Aniso { get; init; } = 0.25;

    /// <summary>Weight of the isotropic generalized Gaussian.</summary>
    public double GeneralizedIso { get; init; } = 0.12;

    /// <summary>Weight of the anisotropic generalized Gaussian.</summary>
    public double GeneralizedAniso { get; init; } = 0.03;

    /// <summary>Weight of the isotropic plateau kernel.</summary>
    public double PlateauIso { get; init; } = 0.12;

    /// <summary>Weight of the anisotropic plateau kernel.</summary>
    public double PlateauAniso { get; init; } = 0.03;

    /// <summary>Standard deviation, pixels.</summary>
    public IReadOnlyList<double> Sigma { get; init; } = [0.2, 3.0];

    /// <summary>Exponent of the generalized Gaussian: half of the draws below 1, half above.</summary>
    public IReadOnlyList<double> GeneralizedBeta { get; init; } = [0.5, 4];

    /// <summary>Exponent of the plateau kernel: half of the draws at or below 1, half above.</summary>
    public IReadOnlyList<double> PlateauBeta { get; init; } = [1, 2];

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireProbability(location, "probability", Probability);
        Intervals.RequireProbability(location, "sinc_probability", SincProbability);
        Intervals.RequireSizes(location, "sizes", Sizes);
        Intervals.RequireWeights(
            location, "iso, aniso, generalized_iso, generalized_aniso, plateau_iso, plateau_aniso",
            Iso, Aniso, GeneralizedIso, GeneralizedAniso, PlateauIso, PlateauAniso);
        Intervals.Require(location, "sigma", Sigma, 0.05, 50);
        Intervals.Require(location, "generalized_beta", GeneralizedBeta, 0.1, 10);
        Intervals.Require(location, "plateau_beta", PlateauBeta, 0.1, 10);
    }
}
