using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>A metric whose figure for a set is not the mean over its pictures.</summary>
internal interface ISetMetric : IMetric
{
    /// <summary>Whether a single picture has a figure too; if not, <see cref="IMetric.Compute"/> takes a picture in and returns NaN.</summary>
    bool JudgesPictures => true;

    /// <summary>The figure of all pictures measured since the metric was made.</summary>
    /// <exception cref="TadSrException">There are too few pictures.</exception>
    double SetFigure { get; }

    /// <summary>Named parts of <see cref="SetFigure"/>, in a fixed order.</summary>
    IReadOnlyList<KeyValuePair<string, double>> SetParts { get; }
}
