using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>How damaged faces are made from portraits: the GFPGAN recipe. Input and output have the same size.</summary>
public sealed record FaceDegradationConfig
{
    /// <summary>Side of the blur kernel, odd.</summary>
    public int KernelSize { get; init; } = 41;

    /// <summary>Share of isotropic kernels; the others are anisotropic.</summary>
    public double Iso { get; init; } = 0.5;

    /// <summary>Standard deviation of the blur, pixels.</summary>
    public IReadOnlyList<double> Sigma { get; init; } = [0.1, 15];

    /// <summary>Rotation of the blur, radians.</summary>
    public IReadOnlyList<double> Theta { get; init; } = [-Math.PI, Math.PI];

    /// <summary>Factor by which the face is reduced before it is enlarged again.</summary>
    public IReadOnlyList<double> Downsample { get; init; } = [0.8, 32];

    /// <summary>Standard deviation of the noise, grey levels of 255.</summary>
    public IReadOnlyList<double> Noise { get; init; } = [0, 20];

    /// <summary>JPEG quality; the fraction of a draw is cut off.</summary>
    public IReadOnlyList<double> Quality { get; init; } = [30, 100];

    /// <summary>Probability of a grey picture.</summary>
    public double Gray { get; init; } = 0.01;

    /// <summary>Whether the truth of a grey picture is grey too.</summary>
    public bool GrayTruth { get; init; }

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireSizes(location, "kernel_size", [KernelSize]);
        Intervals.RequireProbability(location, "iso", Iso);
        Intervals.RequireProbability(location, "gray", Gray);
        Intervals.Require(location, "sigma", Sigma, 0.05, 100);
        Intervals.Require(location, "theta", Theta, -Math.PI, Math.PI);
        Intervals.Require(location, "downsample", Downsample, 0.1, 256);
        Intervals.Require(location, "noise", Noise, 0, 255);
        Intervals.Require(location, "quality", Quality, 1, 100);
    }
}
