using System.Globalization;
using System.Text;

namespace TadSr.Cli.Reports;

/// <summary>Draws how the figures of pictures are spread: one histogram a method on a common axis, with its mean.</summary>
internal static class Distribution
{
    private const int Bins = 24, Width = 480, NameHeight = 18, RowHeight = 64, AxisHeight = 26, Margin = 10;

    /// <summary>Draws.</summary>
    /// <param name="title">What is measured.</param>
    /// <param name="rows">Method and figures.</param>
    public static string Draw(string title, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> rows)
    {
        var (low, high, step) = Axis(rows.SelectMany(row => row.Values));
        double At(double value) => Margin + (value - low) / (high - low) * (Width - 2 * Margin);
        var height = rows.Count * (NameHeight + RowHeight) + AxisHeight;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{HtmlPage.Escape(title)}: spread over the pictures\">\n");
        var top = 0;
        foreach (var (name, values) in rows)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{Margin}\" y=\"{top + 13}\">{HtmlPage.Escape(name)}</text>\n");
            var counts = new int[Bins];
            foreach (var value in values)
                counts[Math.Clamp((int)((value - low) / (high - low) * Bins), 0, Bins - 1)]++;
            var (most, floor, width) = (Math.Max(1, counts.Max()), top + NameHeight + RowHeight - 4, (Width - 2.0 * Margin) / Bins);
            for (var i = 0; i < Bins; i++)
            {
                var bar = (RowHeight - 10.0) * counts[i] / most;
                if (counts[i] > 0)
                    svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{HtmlPage.Place(Margin + i * width + 0.5)}\" y=\"{HtmlPage.Place(floor - bar)}\" width=\"{HtmlPage.Place(width - 1)}\" height=\"{HtmlPage.Place(bar)}\"><title>{counts[i]}</title></rect>\n");
            }
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Margin}\" x2=\"{Width - Margin}\" y1=\"{floor}\" y2=\"{floor}\"/>\n");
            if (values.Count > 0)
                svg.Append(CultureInfo.InvariantCulture, $"<line class=\"mean\" x1=\"{HtmlPage.Place(At(values.Average()))}\" x2=\"{HtmlPage.Place(At(values.Average()))}\" y1=\"{top + NameHeight}\" y2=\"{floor}\"><title>mean</title></line>\n");
            top += NameHeight + RowHeight;
        }
        foreach (var tick in Ticks(low, high, step))
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{HtmlPage.Place(At(tick))}\" y=\"{top + 14}\" text-anchor=\"middle\">{tick.ToString("0.######", CultureInfo.InvariantCulture)}</text>\n");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The ends of an axis that holds all values, and the distance of its ticks: 1, 2 or 5 times a power of ten.</summary>
    public static (double Low, double High, double Step) Axis(IEnumerable<double> values)
    {
        var sorted = values.DefaultIfEmpty(0).Order().ToList();
        var (low, high) = (sorted[0], sorted[^1]);
        if (high - low < 1e-9 * Math.Max(1, Math.Abs(high)))
            (low, high) = (low - Math.Max(1e-3, Math.Abs(low) * 0.05), high + Math.Max(1e-3, Math.Abs(high) * 0.05));
        var raw = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * (raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }

    /// <summary>The places of the ticks.</summary>
    public static IEnumerable<double> Ticks(double low, double high, double step)
    {
        var count = (int)Math.Round((high - low) / step);
        // The outermost ones would be cut off by the edge of the drawing.
        return Enumerable.Range(0, count + 1).Select(i => low + i * step).Where((_, i) => count < 4 || (i > 0 && i < count));
    }
}
