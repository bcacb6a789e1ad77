namespace TadSr.Configuration;

/// <summary>The score term of the student's loss.</summary>
public enum ScoreKind
{
    /// <summary>High-frequency score distillation (eq. 8).</summary>
    Hsd,

    /// <summary>Score distillation sampling (eq. 5).</summary>
    Sds,

    /// <summary>None.</summary>
    None,
}
