using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TadSr.Cli.Rendering;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>A comparison as a page and as JSON. Neither holds a time.</summary>
internal static class ComparisonPage
{
    private const int Width = 480, Middle = 40, Height = 92, Margin = 34, MostDots = 2000;

    /// <summary>Writes comparison.html and comparison.json.</summary>
    /// <exception cref="TadSrException">A file cannot be written.</exception>
    public static void Write(ReportComparison comparison, string folder)
    {
        var page = new HtmlPage("Comparison").Add("<header>").Add("h1", $"Compared with {comparison.First}").Add("p", ComparisonTable.Explain(comparison), "class=\"quiet\"").Add("</header>\n<main>");
        page.AddTable(ComparisonTable.Rows(comparison));
        foreach (var note in comparison.Notes)
            page.Add("p", note, "class=\"warning\"");
        page.Add("h2", "Differences").Add("p", "A dot is a picture, the bar the interval, its middle the mean. Better lies to the right of the broken line in every drawing.", "class=\"quiet\"").Add("<div class=\"charts\">");
        foreach (var row in comparison.Rows)
            page.Add("<figure>").Add("figcaption", $"{row.Method}, {row.Key}: {row.Verdict}").Add(Draw(row)).Add("</figure>");
        page.Add("</div>\n</main>").Write(Path.Combine(folder, "comparison.html"));
        WriteJson(comparison, Path.Combine(folder, "comparison.json"));
    }

    private static string Draw(ComparedMetric row)
    {
        var (sign, difference) = (row.HigherIsBetter ? 1 : -1, row.Difference);
        var ends = new[] { difference.Low, difference.High, 0 }.Concat(difference.Differences).Select(value => sign * value);
        var (low, high, step) = Distribution.Axis(ends);
        string At(double value) => HtmlPage.Place(Margin + (value - low) / (high - low) * (Width - 2 * Margin));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlPage.Escape($"{row.Method}, {row.Key}: differences of the pictures")}\">\n");
        var i = 0;
        foreach (var value in difference.Differences.Take(MostDots))
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{At(sign * value)}\" cy=\"{HtmlPage.Place(Middle - 24 + i++ * 7 % 49)}\" r=\"3\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"zero\" x1=\"{At(0)}\" x2=\"{At(0)}\" y1=\"4\" y2=\"72\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"span\" x1=\"{At(sign * difference.Low)}\" x2=\"{At(sign * difference.High)}\" y1=\"{Middle}\" y2=\"{Middle}\"/>\n");
        foreach (var (value, half) in new[] { (difference.Low, 6), (difference.Mean, 12), (difference.High, 6) })
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"span\" x1=\"{At(sign * value)}\" x2=\"{At(sign * value)}\" y1=\"{Middle - half}\" y2=\"{Middle + half}\"/>\n");
        foreach (var tick in Distribution.Ticks(low, high, step))
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{At(tick)}\" y=\"{Height - 4}\" text-anchor=\"middle\">{(sign * tick).ToString("+0.######;-0.######;0", CultureInfo.InvariantCulture)}</text>\n");
        return svg.Append("</svg>").ToString();
    }

    private static void WriteJson(ReportComparison comparison, string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("first", comparison.First);
        json.WriteStartArray("compared");
        foreach (var row in comparison.Rows)
        {
            json.WriteStartObject();
            json.WriteString("method", row.Method);
            json.WriteString("metric", row.Key);
            json.WriteString("better", row.HigherIsBetter ? "higher" : "lower");
            json.WriteNumber("mean_difference", row.Difference.Mean);
            json.WriteNumber("low", row.Difference.Low);
            json.WriteNumber("high", row.Difference.High);
            json.WriteString("verdict", row.Verdict);
            json.WriteNumber("pictures_better", row.Better);
            json.WriteNumber("pictures_worse", row.Worse);
            json.WriteNumber("pictures", row.Difference.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
