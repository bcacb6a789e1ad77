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

    internal void Validate(Place place)
    {
        Intervals.RequireProbability(place, "probability", Probability);
        Blur.Validate(place);
        Resize.Validate(place);
        Noise.Validate(place);
        Jpeg.Validate(place);
    }
}
