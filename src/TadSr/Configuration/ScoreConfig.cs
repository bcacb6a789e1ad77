using TadSr.Configuration.Yaml;

namespace TadSr.Configuration;

/// <summary>The score term (eq. 7 and 8).</summary>
public sealed record ScoreConfig
{
    /// <summary>Which term.</summary>
    public ScoreKind Type { get; init; } = ScoreKind.Hsd;

    /// <summary>lambda_1; 0 turns it off.</summary>
    [Limits(Min = 0)]
    public double Weight { get; init; } = 1;

    /// <summary>What the student is compared with.</summary>
    public ScoreTarget Target { get; init; } = ScoreTarget.Teacher;

    /// <summary>At which times.</summary>
    public ScoreTime T { get; init; } = ScoreTime.Small;

    /// <summary>The noise added to both latents.</summary>
    public NoiseKind Noise { get; init; } = NoiseKind.Normal;

    /// <summary>Whether the teacher's input is scaled a second time, as in the authors' code.</summary>
    public bool DoubleScale { get; init; }
}

/// <summary>The latent whose score the student's is compared with.</summary>
public enum ScoreTarget
{
    /// <summary>The teacher's multi-step result.</summary>
    Teacher,

    /// <summary>The true picture's latent.</summary>
    Gt,
}

/// <summary>The times at which scores are compared.</summary>
public enum ScoreTime
{
    /// <summary>0, 1, 2: the high frequencies.</summary>
    Small,

    /// <summary>All of 0..T-1.</summary>
    Uniform,
}
