namespace TadSr.Configuration;

/// <summary>The times at which scores are compared.</summary>
public enum ScoreTime
{
    /// <summary>0, 1, 2: the high frequencies.</summary>
    Small,

    /// <summary>All of 0..T-1.</summary>
    Uniform,
}
