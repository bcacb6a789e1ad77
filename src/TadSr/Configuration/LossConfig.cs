namespace TadSr.Configuration;

/// <summary>The terms of the student's loss (eq. 13) and the switches beyond the paper, which are off by default.</summary>
public sealed record LossConfig
{
    /// <summary>Distillation.</summary>
    public DistillConfig Distill { get; init; } = new();

    /// <summary>Score distillation.</summary>
    public ScoreConfig Score { get; init; } = new();

    /// <summary>Mean absolute error of the picture.</summary>
    public WeightConfig L1 { get; init; } = new();

    /// <summary>Perceptual terms, each with its network.</summary>
    public IReadOnlyList<PerceptualConfig> Perceptual { get; init; } = [];

    /// <summary>The term that keeps the error from knowing its place in the 4x4 cell.</summary>
    public WeightConfig Phase { get; init; } = new();

    /// <summary>SinSR's inverse term (learn z_T from z_0).</summary>
    public WeightConfig SinsrInverse { get; init; } = new();

    /// <summary>SinSR's term towards the true latent.</summary>
    public WeightConfig SinsrGt { get; init; } = new();
}
