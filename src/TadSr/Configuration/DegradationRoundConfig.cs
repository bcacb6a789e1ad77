using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>One round of damage: blur, resize, noise, JPEG.</summary>
public sealed record DegradationRoundConfig
{
    /// <summary>Probability that the round happens.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Its blur.</summary>
    public BlurConfig Blur { get; init; } = new();

    /// <summary>Its resize.</summary>
    public ResizeConfig Resize { get; init; } = new();

    /// <summary>Its noise.</summary>
    public NoiseConfig Noise { get; init; } = new();

    /// <summary>Its compression.</summary>
    public JpegConfig Jpeg { get; init; } = new();

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireProbability(location, "probability", Probability);
        Blur.Validate(location);
        Resize.Validate(location);
        Noise.Validate(location);
        Jpeg.Validate(location);
    }
}
