namespace TadSr.Metrics;

/// <summary>The figures of one metric over a set of pictures.</summary>
/// <param name="Key">The metric as it was asked for.</param>
/// <param name="Description">What a report prints with the figures.</param>
/// <param name="Values">One for each picture, null where it could not be measured.</param>
/// <param name="SetFigure">The figure of the whole set, for metrics where that is not the mean.</param>
/// <param name="SetParts">Named parts of the set's figure.</param>
public sealed record MetricResult(
    string Key,
    MetricDescription Description,
    IReadOnlyList<double?> Values,
    double? SetFigure,
    IReadOnlyList<KeyValuePair<string, double>> SetParts)
{
    private const int WorstCount = 5;

    /// <summary>Pictures that were measured.</summary>
    public int Count => Measured.Count();

    /// <summary>Mean of the pictures' values, null where nothing was measured.</summary>
    public double? Mean => Count > 0 ? Measured.Average() : null;

    /// <summary>Median of the pictures' values, null where nothing was measured.</summary>
    public double? Median
    {
        get
        {
            var sorted = Measured.Order().ToArray();
            return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>The figure to print first: of the set where the metric has one, else the mean.</summary>
    public double? Figure => SetFigure ?? Mean;

    private IEnumerable<double> Measured => Values.OfType<double>();

    /// <summary>The worst five pictures, worst first, as positions in <see cref="Values"/>.</summary>
    public IReadOnlyList<int> Worst()
    {
        var sign = Description.HigherIsBetter ? 1 : -1;
        return [.. Enumerable.Range(0, Values.Count).Where(i => Values[i] is not null).OrderBy(i => sign * Values[i]!.Value).ThenBy(i => i).Take(WorstCount)];
    }
}
