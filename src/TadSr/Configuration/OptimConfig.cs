using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>AdamW with warm-up.</summary>
public sealed record OptimConfig
{
    /// <summary>Learning rate after the warm-up.</summary>
    [Limits(Min = 0, AboveMin = true)]
    public double Lr { get; init; } = 5e-5;

    /// <summary>Decay of the two moments.</summary>
    [Limits(Min = 0, Max = 1, BelowMax = true, MinCount = 2, MaxCount = 2)]
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    /// <summary>Added to the root of the second moment.</summary>
    [Limits(Min = 0, AboveMin = true)]
    public double Eps { get; init; } = 1e-8;

    /// <summary>Decoupled decay.</summary>
    [Limits(Min = 0)]
    public double WeightDecay { get; init; }

    /// <summary>Iterations of linear warm-up.</summary>
    [Limits(Min = 0)]
    public int Warmup { get; init; } = 5000;

    /// <summary>Whether iteration 1 runs at the full rate, as in the authors' code.</summary>
    public bool WarmupFirstFull { get; init; }

    /// <summary>The rate after the warm-up.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Where a cosine ends.</summary>
    [Limits(Min = 0)]
    public double LrMin { get; init; } = 2e-5;

    /// <summary>Largest norm of the gradient; 0 turns clipping off.</summary>
    [Limits(Min = 0)]
    public double Clip { get; init; }
}
