namespace TadSr.Configuration;

/// <summary>The teacher of a student.</summary>
public sealed record TeacherConfig
{
    /// <summary>Its weights; the EMA weights of a training run or a published checkpoint.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What a teacher's own training starts from: a file of its architecture, or of a published one that it descends from, or a
    /// name such as <c>wdn</c> of one that comes with the program; null starts from random numbers.</summary>
    public string? Init { get; init; }

    /// <summary>How it samples the target.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;
}

/// <summary>How the teacher goes from z_T to z_0.</summary>
public enum SamplerKind
{
    /// <summary>Deterministic (SinSR).</summary>
    Ddim,

    /// <summary>Stochastic (ResShift).</summary>
    Ddpm,
}
