using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>A figure for one picture, with or without a true picture beside it.</summary>
public interface IMetric : IDisposable
{
    /// <summary>What a report prints with the figure.</summary>
    MetricDescription Description { get; }

    /// <summary>Measures one picture.</summary>
    /// <param name="picture">The picture to judge.</param>
    /// <param name="reference">The true picture, of the same size; null only where none is needed.</param>
    /// <returns>The figure.</returns>
    /// <exception cref="TadSrException">The picture is too small for the metric, or the sizes differ.</exception>
    double Compute(RgbPicture picture, RgbPicture? reference);
}
