namespace TadSr.Configuration;

/// <summary>The teacher of a student.</summary>
public sealed record TeacherConfig
{
    /// <summary>Its weights; the EMA weights of a training run or a published checkpoint.</summary>
    public string? Checkpoint { get; init; }

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
