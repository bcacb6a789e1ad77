using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>Stored reports compared picture by picture: the first method with each other one.</summary>
/// <param name="First">The method that the others are compared with.</param>
/// <param name="Rows">One for each other method and metric.</param>
/// <param name="Notes">What could not be compared and why, one line each.</param>
internal sealed record ReportComparison(string First, IReadOnlyList<ComparedMetric> Rows, IReadOnlyList<string> Notes)
{
    /// <summary>Compares.</summary>
    /// <exception cref="TadSrException">There are not two methods, they were measured against different truths, or nothing of them compares.</exception>
    public static ReportComparison Of(IReadOnlyList<StoredScores> methods)
    {
        if (methods.Count < 2)
            throw new TadSrException($"{methods[0].File}: holds one method; a comparison needs two reports, or one of several methods.", ErrorKind.Usage);
        var names = methods.Select(method => methods.Count(other => other.Name == method.Name) > 1 ? $"{method.Name} ({method.File})" : method.Name).ToList();
        var (first, rows, notes) = (methods[0], new List<ComparedMetric>(), new List<string>());
        foreach (var (method, name) in methods.Zip(names).Skip(1))
        {
            if (first.Truths is { } truths && method.Truths is { } others && truths != others)
                throw new TadSrException($"{method.File}: was measured against other true pictures (SHA-256 {others[..12]}) than {first.File} ({truths[..12]}); measure both against the same.", ErrorKind.BadFile);
            var common = first.Values.Keys.Where(method.Values.ContainsKey).Order(StringComparer.Ordinal).ToList();
            if (common.Count < Math.Max(first.Values.Count, method.Values.Count))
                notes.Add($"{name}: only {common.Count} of {first.Values.Count} and {method.Values.Count} pictures are in both reports");
            foreach (var metric in first.Metrics)
            {
                if (method.Metrics.FirstOrDefault(other => other.Key == metric.Key) is not { } own)
                    notes.Add($"{name}: has no {metric.Key}");
                else if (own.Manner != metric.Manner)
                    notes.Add($"{name}: {metric.Key} was measured in another way ({own.Manner}; the first: {metric.Manner})");
                else if (common.Exists(picture => first.Values[picture][metric.Key] is not null && method.Values[picture][metric.Key] is not null))
                    rows.Add(new ComparedMetric(name, metric.Key, metric.HigherIsBetter, PairedDifference.Of([.. common.Select(p => first.Values[p][metric.Key])], [.. common.Select(p => method.Values[p][metric.Key])])));
                else
                    notes.Add($"{name}: no picture has two figures of {metric.Key}");
            }
        }
        return rows.Count > 0 ? new ReportComparison(names[0], rows, notes) : throw new TadSrException($"nothing compares: {string.Join("; ", notes)}.", ErrorKind.BadFile);
    }
}

/// <summary>One metric of a method compared with that of the first.</summary>
/// <param name="Method">The method.</param>
/// <param name="Key">The metric.</param>
/// <param name="HigherIsBetter">Which way is better.</param>
/// <param name="Difference">This method minus the first.</param>
internal sealed record ComparedMetric(string Method, string Key, bool HigherIsBetter, PairedDifference Difference)
{
    /// <summary>Pictures where this method is better.</summary>
    public int Better => HigherIsBetter ? Difference.Greater : Difference.Smaller;

    /// <summary>Pictures where it is worse.</summary>
    public int Worse => HigherIsBetter ? Difference.Smaller : Difference.Greater;

    /// <summary>better or worse where the interval leaves zero out, else not clear.</summary>
    public string Verdict => !Difference.IsClear ? "not clear" : Difference.Mean > 0 == HigherIsBetter ? "better" : "worse";
}
