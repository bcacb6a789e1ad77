using System.Globalization;
using System.Text;
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

        text.Append("\nhow it was measured\n");
        string[] titles = ["metric", "colour", "crop", "precision", "variant", "weights (SHA-256)"];
        Align(text, [titles, .. report.Metrics.Select(m => (string[])
        [
            m.Key, m.Description.Colour, $"{m.Description.Crop}", m.Description.Precision, m.Description.Variant,
            m.Description.Weights.Count == 0 ? "-" : string.Join(", ", m.Description.Weights.Select(w => $"{w.FileName} {w.Sha256[..HashDigits]}{(w.IsUnverified ? " UNVERIFIED" : "")}")),
        ])]);

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

    // Five digits that count, whatever the size of the figure.
    private static string Number(double? value) => value switch
    {
        null => "-",
        >= 10 or <= -10 => value.Value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    private static void Align(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd()).Append('\n');
    }
}
