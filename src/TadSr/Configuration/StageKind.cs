namespace TadSr.Configuration;

/// <summary>What a training run trains.</summary>
public enum StageKind
{
    /// <summary>The latent codec (VQGAN).</summary>
    Codec,

    /// <summary>The multi-step teacher (ResShift).</summary>
    Teacher,

    /// <summary>The one-step student (TAD-SR, Algorithm 1).</summary>
    Student,
}
