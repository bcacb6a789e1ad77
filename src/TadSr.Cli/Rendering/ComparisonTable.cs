using System.Globalization;
using System.Text;
using TadSr.Cli.Reports;
using TadSr.Metrics;

namespace TadSr.Cli.Rendering;

/// <summary>A comparison as text.</summary>
internal static class ComparisonTable
{
    /// <summary>The rows with a head.</summary>
    public static IReadOnlyList<string[]> Rows(ReportComparison comparison) =>
    [
        ["method", "metric", "difference", "95 % interval", "verdict", "better", "worse", "pictures"],
        .. comparison.Rows.Select(row => (string[])
        [
            row.Method, $"{row.Key} ({(row.HigherIsBetter ? "higher" : "lower")})", Signed(row.Difference.Mean), $"{Signed(row.Difference.Low)} to {Signed(row.Difference.High)}",
            row.Verdict, $"{row.Better}", $"{row.Worse}", $"{row.Difference.Count}",
        ]),
    ];

    /// <summary>What the figures are, in one sentence.</summary>
    public static string Explain(ReportComparison comparison) =>
        string.Create(CultureInfo.InvariantCulture, $"Each method minus {comparison.First}, picture by picture; the interval is of {PairedDifference.Draws} bootstrap draws with a fixed seed.");

    /// <summary>The table.</summary>
    public static string Render(ReportComparison comparison)
    {
        var text = new StringBuilder(Explain(comparison)).Append("\n\n");
        EvaluationTable.Align(text, Rows(comparison));
        return text.ToString();
    }

    /// <summary>A difference with its sign.</summary>
    public static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
