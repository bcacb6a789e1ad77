using System.Text.Json.Serialization;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>The eta schedule of the forward process (ResShift, realsr config).</summary>
public sealed record DiffusionConfig
{
    private const int MostSteps = 10_000;

    /// <summary>Number of diffusion steps T, at least 2.</summary>
    public int Steps { get; init; } = 15;

    /// <summary>Noise level at the first step; sqrt(eta_0) = min(min_noise_level / kappa, min_noise_level).</summary>
    public double MinNoiseLevel { get; init; } = 0.04;

    /// <summary>Standard deviation of z_t in units of sqrt(eta_t).</summary>
    public double Kappa { get; init; } = 2.0;

    /// <summary>Upper end of sqrt(eta), although its name says eta: eta_T is its square.</summary>
    public double EtasEnd { get; init; } = 0.99;

    /// <summary>Power p of the exponential schedule.</summary>
    public double Power { get; init; } = 0.3;

    /// <summary>Whether sqrt(eta_0) is capped by sqrt(0.001): SinSR and TAD-SR do it, ResShift teachers do not.</summary>
    public bool CapStart { get; init; }

    /// <summary>Scale factor between the low-resolution and the wanted picture.</summary>
    [JsonPropertyName("sf")]
    public int Scale { get; init; } = 4;

    /// <summary>Checks the values.</summary>
    /// <exception cref="TadSrException">A value is out of its range.</exception>
    internal void Validate(SourceLocation location)
    {
        if (Steps is < 2 or > MostSteps)
            throw new TadSrException($"{location}: steps is {Steps}; a schedule needs 2 to {MostSteps}. Use 15 (realsr) or 4 (faces).", ErrorKind.Usage);
        if (!(Kappa > 0) || !(MinNoiseLevel > 0) || !double.IsFinite(Kappa + MinNoiseLevel))
            throw new TadSrException($"{location}: kappa is {Kappa} and min_noise_level {MinNoiseLevel}; both must be above 0 and finite.", ErrorKind.Usage);
        if (EtasEnd is not (> 0 and <= 1))
            throw new TadSrException($"{location}: etas_end is {EtasEnd}; it bounds sqrt(eta) and must lie in (0, 1].", ErrorKind.Usage);
        if (!(Power > 0) || !double.IsFinite(Power))
            throw new TadSrException($"{location}: power is {Power}; it must be above 0 and finite (0.3 in the paper).", ErrorKind.Usage);
        if (Scale is not (1 or 2 or 4))
            throw new TadSrException($"{location}: sf is {Scale}; known scale factors are 1, 2 and 4.", ErrorKind.Usage);
    }
}
