namespace TadSr.Configuration;

/// <summary>The terms of the student's loss (eq. 13) and the switches beyond the paper, which are off by default.</summary>
public sealed record LossConfig
{
    /// <summary>How z_T is made, the place at which every term of the paper is taken.</summary>
    public StudentStart Start { get; init; } = StudentStart.Prior;

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

/// <summary>The two readings of z_T.</summary>
public enum StudentStart
{
    /// <summary>z_y + kappa sqrt(eta_T) noise, as in the authors' code and in inference.</summary>
    Prior,

    /// <summary>The forward process at T (eq. 1, Algorithm 1 step 2), in which the true latent keeps the weight 1 - eta_T.</summary>
    Forward,
}
