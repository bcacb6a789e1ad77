using System.Globalization;
using System.Text;
using TadSr.Cli.Reports;
using TadSr.Metrics;

namespace TadSr.Cli.Rendering;

/// <summary>An evaluation as text. Holds no time, so that two runs print the same.</summary>
internal static class EvaluationTable
{
    private const int HashDigits = 12;

    /// <summary>One line: <c>psnr 25.545  lpips 0.3871</c>.</summary>
    public static string Brief(EvaluationReport report) =>
        string.Join("  ", report.Metrics.Select(m => $"{m.Key} {Number(m.Figure)}")) + "\n";

    /// <summary>The table, how each figure was measured, and the worst pictures.</summary>
    public static string Render(EvaluationReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Pictures.Count} pictures of {report.Input}");
        if (report.Reference is { } reference)
            text.Append(CultureInfo.InvariantCulture, $" against {reference}");
        text.Append('\n');
        if (report.Protocol is { } protocol)
        {
            text.Append(CultureInfo.InvariantCulture, $"protocol {protocol.Name}, {protocol.What}: {(protocol.Deviations.Count == 0 ? "nothing differs" : $"{protocol.Deviations.Count} deviation(s)")}\n");
            foreach (var deviation in protocol.Deviations)
                text.Append(CultureInfo.InvariantCulture, $"  {deviation}\n");
        }
        text.Append('\n');

        var withSet = report.Metrics.Any(m => m.SetFigure is not null);
        string[] head = ["metric", "mean", "median", .. withSet ? new[] { "set" } : [], "measured", "better"];
        var rows = report.Metrics.Select(m => (string[])
        [
            m.Key, Number(m.Mean), Number(m.Median), .. withSet ? new[] { m.SetFigure is null ? "-" : Number(m.SetFigure) } : [],
            $"{m.Count}", m.Description.HigherIsBetter ? "higher" : "lower",
        ]);
        Align(text, [head, .. rows]);

        Describe(text, report.Metrics);

        var judging = report.Metrics.Where(m => m.Worst().Count > 0).ToList();
        if (judging.Count > 0)
        {
            text.Append("\nworst pictures\n");
            Align(text, [.. judging.Select(m => (string[])[m.Key, string.Join(", ", m.Worst().Select(i => $"{report.Pictures[i]} {Number(m.Values[i])}"))])]);
        }
        foreach (var metric in report.Metrics.Where(m => m.SetParts.Count > 0))
            text.Append(CultureInfo.InvariantCulture, $"\n{metric.Key} by part: {string.Join(", ", metric.SetParts.Select(p => $"{p.Key} {Number(p.Value)}"))}\n");
        foreach (var note in report.Notes)
            text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        return text.ToString();
    }

    /// <summary>Several methods over the same pictures, one a row.</summary>
    public static string Render(IReadOnlyList<MeasuredMethod> methods)
    {
        var text = new StringBuilder();
        var keys = methods.SelectMany(m => m.Report.Metrics).DistinctBy(m => m.Key).ToList();
        text.Append(CultureInfo.InvariantCulture, $"{methods[0].Report.Pictures.Count} pictures");
        if (methods[0].Report.Reference is { } reference)
            text.Append(CultureInfo.InvariantCulture, $" against {reference}");
        text.Append("\n\n");
        string[] head = ["method", .. keys.Select(k => $"{k.Key} ({(k.Description.HigherIsBetter ? "higher" : "lower")})")];
        Align(text, [head, .. methods.Select(m => (string[])[m.Name, .. keys.Select(k => Number(m.Report.Metrics.FirstOrDefault(r => r.Key == k.Key)?.Figure))])]);
        Describe(text, keys);
        foreach (var method in methods)
        {
            foreach (var note in method.Report.Notes)
                text.Append(CultureInfo.InvariantCulture, $"\n{method.Name}: {note}\n");
        }
        return text.ToString();
    }

    private static void Describe(StringBuilder text, IEnumerable<MetricResult> metrics)
    {
        text.Append("\nhow it was measured\n");
        string[] titles = ["metric", "colour", "crop", "precision", "variant", "weights (SHA-256)"];
        Align(text, [titles, .. metrics.Select(m => (string[])
        [
            m.Key, m.Description.Colour, $"{m.Description.Crop}", m.Description.Precision, m.Description.Variant,
            m.Description.Weights.Count == 0 ? "-" : string.Join(", ", m.Description.Weights.Select(w => $"{w.FileName} {w.Sha256[..HashDigits]}{(w.IsUnverified ? " UNVERIFIED" : "")}")),
        ])]);
    }

    /// <summary>A figure with five digits that count, whatever its size; a dash for none.</summary>
    public static string Number(double? value) => value switch
    {
        null => "-",
        >= 10 or <= -10 => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>Appends rows in columns.</summary>
    internal static void Align(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd()).Append('\n');
    }
}
