using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>A perceptual term between the decoded result and the true picture.</summary>
public sealed record PerceptualConfig
{
    /// <summary>The network.</summary>
    public PerceptualNet Net { get; init; } = PerceptualNet.Vgg;

    /// <summary>Its weight; 0 turns it off.</summary>
    [Limits(Min = 0)]
    public double Weight { get; init; }

    /// <summary>Taps of the ResNet-18 distance that count, from 0 (finest) to 3.</summary>
    [Limits(Min = 0, Max = 3, MinCount = 1)]
    public IReadOnlyList<int> Taps { get; init; } = [0, 1, 2];

    /// <summary>Whether both pictures pass through the same random shift, flip, transposition and scale first: a network that
    /// samples every fourth pixel would reward a pattern locked to that grid.</summary>
    public bool Augment { get; init; } = true;
}
