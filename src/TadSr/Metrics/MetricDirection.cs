namespace TadSr.Metrics;

/// <summary>Which way a metric points.</summary>
public enum MetricDirection
{
    /// <summary>A larger value is a better picture.</summary>
    HigherIsBetter,

    /// <summary>A smaller value is a better picture.</summary>
    LowerIsBetter,
}
