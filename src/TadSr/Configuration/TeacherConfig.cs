namespace TadSr.Configuration;

/// <summary>The teacher of a student.</summary>
public sealed record TeacherConfig
{
    /// <summary>Its weights; the EMA weights of a training run or a published checkpoint.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>How it samples the target.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Ddim;
}
