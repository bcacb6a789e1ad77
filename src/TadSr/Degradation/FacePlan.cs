using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>Everything that is drawn for one face before its pixels are touched.</summary>
internal sealed record FacePlan
{
    /// <summary>Blur.</summary>
    public required IKernelSource Kernel { get; init; }

    /// <summary>Factor of the reduction.</summary>
    public required double Downsample { get; init; }

    /// <summary>Standard deviation of the noise, grey levels of 255.</summary>
    public required double Noise { get; init; }

    /// <summary>JPEG quality.</summary>
    public required int Quality { get; init; }

    /// <summary>Whether the damaged picture is grey.</summary>
    public bool Gray { get; init; }

    /// <summary>Seed of the noise.</summary>
    public ulong NoiseSeed { get; init; }

    /// <summary>Draws a plan.</summary>
    public static FacePlan Draw(FaceDegradationConfig config, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(random);
        var isotropic = random.Chance(config.Iso);
        var (sigmaX, sigmaY) = (From(config.Sigma), From(config.Sigma));
        return new FacePlan
        {
            Kernel = new KernelDraw
            {
                Shape = KernelShape.Gaussian,
                Size = config.KernelSize,
                SigmaX = sigmaX,
                SigmaY = isotropic ? sigmaX : sigmaY,
                Theta = From(config.Theta),
            },
            Downsample = From(config.Downsample),
            Noise = From(config.Noise),
            Quality = (int)From(config.Quality),
            Gray = random.Chance(config.Gray),
            NoiseSeed = random.NextUInt64(),
        };

        double From(IReadOnlyList<double> range) => random.Uniform(range[0], range[1]);
    }
}
