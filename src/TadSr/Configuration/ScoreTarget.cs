namespace TadSr.Configuration;

/// <summary>The latent whose score the student's is compared with.</summary>
public enum ScoreTarget
{
    /// <summary>The teacher's multi-step result.</summary>
    Teacher,

    /// <summary>The true picture's latent.</summary>
    Gt,
}
