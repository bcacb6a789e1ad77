namespace TadSr.Metrics;

/// <summary>A metric whose figure for a set is not the mean over its pictures.</summary>
internal interface ISetMetric : IMetric
{
    /// <summary>The figure of all pictures measured since the metric was made.</summary>
    double SetFigure { get; }

    /// <summary>Named parts of <see cref="SetFigure"/>, in a fixed order.</summary>
    IReadOnlyList<KeyValuePair<string, double>> SetParts { get; }
}
