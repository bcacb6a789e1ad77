using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>How low-resolution pictures are made from photographs. Defaults: the Real-ESRGAN recipe of the realsr model.</summary>
public sealed record DegradationConfig
{
    /// <summary>Whether the coarse choices are drawn for a sample or for a batch.</summary>
    public DrawGrouping Draws { get; init; } = DrawGrouping.Sample;

    /// <summary>Probability that a sample is only reduced, by antialiased bicubic, without any other damage.</summary>
    public double CleanProbability { get; init; }

    /// <summary>Whether the truth is sharpened (unsharp mask) before it is damaged and learnt.</summary>
    public bool UseSharp { get; init; }

    /// <summary>The face recipe, which takes the place of all rounds where it is given.</summary>
    public FaceDegradationConfig? Face { get; init; }

    /// <summary>Kinds of damage among which every sample draws; they take the place of all rounds where any is given.</summary>
    public IReadOnlyList<DamageKindConfig> Kinds { get; init; } = [];

    /// <summary>First round.</summary>
    public DegradationRoundConfig First { get; init; } = new();

    /// <summary>Second round, usually gentler and without JPEG of its own.</summary>
    public DegradationRoundConfig Second { get; init; } = new()
    {
        Probability = 0.5,
        Blur = new() { Probability = 0.8, Sizes = [3, 5, 7, 9, 11, 13], Sigma = [0.2, 1.5] },
        Resize = new() { Up = 0.3, Down = 0.4, Keep = 0.3, Scale = [0.3, 1.2] },
        Noise = new() { Sigma = [1, 25], PoissonScale = [0.05, 2.5] },
        Jpeg = new() { Probability = 0 },
    };

    /// <summary>Last round.</summary>
    public FinalRoundConfig Final { get; init; } = new();

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireProbability(location, "clean_probability", CleanProbability);
        foreach (var kind in Kinds)
            kind.Validate(location);
        if (Kinds.Count > 0 && (Draws != DrawGrouping.Sample || Face is not null))
            throw new TadSrException($"{location}: degradation.kinds needs draws: sample and no section face.", ErrorKind.Usage);
        First.Validate(location);
        Second.Validate(location);
        Final.Validate(location);
    }
}

/// <summary>For whom the coarse choices of the degradation are drawn.</summary>
public enum DrawGrouping
{
    /// <summary>Everything anew for every sample: sample k is the same for any batch size and number of workers.</summary>
    Sample,

    /// <summary>Resize factor, modes, noise family, second round and order once for a batch, as the reference does.</summary>
    Batch,
}
