namespace TadSr.Configuration;

/// <summary>How the teacher goes from z_T to z_0.</summary>
public enum SamplerKind
{
    /// <summary>Deterministic (SinSR).</summary>
    Ddim,

    /// <summary>Stochastic (ResShift).</summary>
    Ddpm,
}
