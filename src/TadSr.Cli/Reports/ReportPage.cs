using System.Globalization;
using System.Text;
using System.Text.Json;
using TadSr.Cli.Rendering;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>An evaluation as one page that shows what the figures mean: summary, spread, best and worst pictures, every picture.</summary>
internal static class ReportPage
{
    // 10 MB for the whole page; base 64 makes four bytes of three.
    private const long Limit = 10_000_000, Reserve = 400_000, RowsLimit = 4_000_000;

    /// <summary>Writes the page, of less than 10 MB.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public static void Write(ReportFile report, string path)
    {
        var page = new HtmlPage("Evaluation");
        var methods = report.Methods;
        page.Add("<a class=\"skip\" href=\"#all\">To the table of all pictures</a>\n<header>").Add("h1", "Evaluation");
        page.Add("p", $"{methods[0].Report.Pictures.Count} pictures of {string.Join(", ", methods.Select(method => method.Name))}" +
            (methods[0].Report.Reference is { } reference ? $" against {reference}" : "") + $". tadsr {ReportFile.Version}, {report.Device}.", "class=\"quiet\"").Add("</header>\n<main>");
        AddSummary(page, methods, report.Keys());
        AddDistributions(page, methods, report.Keys());
        var (rows, shown) = Rows(methods, report.Keys());
        AddShowcase(page, methods, Showcase.Create(methods, report.Reduced, report.Map, (Limit - Reserve - rows.Length - page.Length) * 3 / 4));
        AddPictures(page, methods, report.Keys(), rows, shown);
        page.Add("</main>").Write(path);
    }

    /// <summary>How figures were measured, one row a metric, with a head.</summary>
    public static IReadOnlyList<string[]> Measured(IEnumerable<MetricResult> metrics) =>
    [
        ["metric", "better", "variant", "colour", "crop", "precision", "weights (SHA-256)"],
        .. metrics.DistinctBy(metric => metric.Key).Select(metric => (string[])
        [
            metric.Key, metric.Description.HigherIsBetter ? "higher" : "lower", metric.Description.Variant, metric.Description.Colour,
            metric.Description.Crop.ToString(CultureInfo.InvariantCulture), metric.Description.Precision,
            metric.Description.Weights.Count == 0 ? "-" : string.Join(", ", metric.Description.Weights.Select(file => $"{file.FileName} {file.Sha256[..12]}{(file.IsUnverified ? " UNVERIFIED" : "")}")),
        ]),
    ];

    private static void AddSummary(HtmlPage page, IReadOnlyList<MeasuredMethod> methods, IReadOnlyList<string> keys)
    {
        page.Add("h2", "Summary").Add("<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">method</th>");
        foreach (var key in keys)
            page.Add($"<th scope=\"col\">{HtmlPage.Escape(key)} {(Described(methods, key).HigherIsBetter ? "&uarr;" : "&darr;")}</th>");
        page.Add("</tr></thead>\n<tbody>");
        foreach (var method in methods)
        {
            page.Add($"<tr><th scope=\"row\">{HtmlPage.Escape(method.Name)}</th>");
            foreach (var key in keys)
            {
                var own = Find(method, key);
                var figures = methods.Select(other => Find(other, key)?.Figure).OfType<double>().ToList();
                var isBest = figures.Count > 1 && own?.Figure is { } figure && figure == (Described(methods, key).HigherIsBetter ? figures.Max() : figures.Min());
                page.Add($"<td{(isBest ? " class=\"best\"" : "")}>{EvaluationTable.Number(own?.Figure)}<small>{(own?.SetFigure is null ? $"median {EvaluationTable.Number(own?.Median)}" : "of the set")}</small></td>");
            }
            page.Add("</tr>");
        }
        page.Add("</tbody></table></div>").Add("p", "Arrows point to what is better; the best method is bold. A figure is the mean over the pictures unless it is one of the set.", "class=\"quiet\"");
        foreach (var method in methods)
        {
            if (method.Report.Protocol is { } protocol && method == methods[0])
                page.Add("p", $"Protocol {protocol.Name}, {protocol.What}: {(protocol.Deviations.Count == 0 ? "nothing differs" : string.Join("; ", protocol.Deviations))}.");
            foreach (var problem in method.Report.Skipped.Concat(method.Report.Failures).Select(problem => problem.Reason).Distinct().Take(20))
                page.Add("p", $"{method.Name}: {OptionNames.InWords(problem)}", "class=\"warning\"");
            foreach (var note in method.Report.Notes)
                page.Add("p", $"{method.Name}: {note}");
        }
        page.Add("h3", "How it was measured").AddTable(Measured(methods.SelectMany(method => method.Report.Metrics)), "words");
    }

    private static void AddDistributions(HtmlPage page, IReadOnlyList<MeasuredMethod> methods, IReadOnlyList<string> keys)
    {
        page.Add("h2", "Spread over the pictures").Add("<div class=\"charts\">");
        foreach (var key in keys)
        {
            var rows = methods.Select(method => (method.Name, (IReadOnlyList<double>)[.. (Find(method, key)?.Values ?? []).OfType<double>()])).Where(row => row.Item2.Count > 0).ToList();
            if (rows.Count > 0)
                page.Add("<figure>").Add("figcaption", $"{key}, {(Described(methods, key).HigherIsBetter ? "higher" : "lower")} is better; the line is the mean").Add(Distribution.Draw(key, rows)).Add("</figure>");
        }
        page.Add("</div>");
    }

    private static void AddShowcase(HtmlPage page, IReadOnlyList<MeasuredMethod> methods, Showcase showcase)
    {
        if (showcase.Metric is not { } metric || showcase.Worst.Concat(showcase.Best).FirstOrDefault() is not { } first)
            return;
        // Its own section, so that the choice of versions does not stay in sight below the pictures.
        page.Add("<section>").Add("h2", $"Worst and best pictures by {metric.Key} of {showcase.Method}");
        var layers = showcase.Worst.Concat(showcase.Best).SelectMany(picture => picture.Layers).Select(layer => layer.Name).Distinct().ToList();
        // Every version where they are few, else the order of the first picture.
        var left = layers.Contains(MethodRun.BicubicName) ? MethodRun.BicubicName : layers.Contains("hr") ? "hr" : layers[^1];
        page.Add("p", "The part of each picture where it differs most from its truth. Drag, or move with the arrow keys.", "class=\"quiet\"");
        if (layers.Count > 1)
        {
            page.Add("<div class=\"tools\">");
            foreach (var (label, chosen) in new[] { ("left", left), ("right", showcase.Method) })
                page.Add($"<label>{label} <select>{string.Concat(layers.Select(layer => $"<option{(layer == chosen ? " selected" : "")}>{HtmlPage.Escape(layer)}</option>"))}</select></label>");
            page.Add("</div>");
        }
        foreach (var (title, pictures) in new[] { ("Worst", showcase.Worst), ("Best", showcase.Best) })
        {
            if (pictures.Count == 0)
                continue;
            page.Add("h3", title).Add("<div class=\"pairs\">");
            foreach (var picture in pictures)
                AddPicture(page, methods, picture, layers.Count > 1 ? left : null, showcase.Method);
            page.Add("</div>");
        }
        page.Add("</section>");
    }

    private static void AddPicture(HtmlPage page, IReadOnlyList<MeasuredMethod> methods, ShownPicture picture, string? left, string right)
    {
        var name = methods[0].Report.Pictures[picture.Index];
        page.Add($"<figure class=\"pair\"><div class=\"stage\" style=\"aspect-ratio: {picture.Part.Width} / {picture.Part.Height}\">");
        foreach (var layer in picture.Layers)
        {
            var side = layer.Name == right ? "right" : layer.Name == left ? "left" : "";
            page.Add($"<img data-layer=\"{HtmlPage.Escape(layer.Name)}\" class=\"{side}\" alt=\"{HtmlPage.Escape($"{name}, {layer.Name}")}\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(layer.Jpeg)}\">");
        }
        if (left is not null)
        {
            page.Add($"<div class=\"edge\"></div><span class=\"tag l\">{HtmlPage.Escape(left)}</span><span class=\"tag r\">{HtmlPage.Escape(right)}</span>")
                .Add($"<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"{HtmlPage.Escape(name)}: where the left picture ends\">");
        }
        page.Add("</div><figcaption>").Add("strong", name);
        foreach (var method in methods)
            page.Add("small", $"{method.Name}: {string.Join(", ", method.Report.Metrics.Where(metric => metric.Values[picture.Index] is not null).Select(metric => $"{metric.Key} {EvaluationTable.Number(metric.Values[picture.Index])}"))}");
        page.Add("small", $"{picture.Width} x {picture.Height}, shown {picture.Part.Width} x {picture.Part.Height} from {picture.Part.Left}, {picture.Part.Top}").Add("</figcaption></figure>");
    }

    private static void AddPictures(HtmlPage page, IReadOnlyList<MeasuredMethod> methods, IReadOnlyList<string> keys, string rows, int shown)
    {
        page.Add("<h2 id=\"all\">All pictures</h2>");
        if (shown < methods[0].Report.Pictures.Count)
            page.Add("p", $"The first {shown} of {methods[0].Report.Pictures.Count}; pictures.csv has all.");
        page.Add("<div class=\"tools\"><label>name contains <input type=\"search\" id=\"filter\"></label></div>")
            .Add("<div class=\"scroll\" tabindex=\"0\"><table id=\"pictures\">\n<thead><tr><th scope=\"col\"><button type=\"button\">picture</button></th>");
        foreach (var (method, key) in Columns(methods, keys))
            page.Add($"<th scope=\"col\"><button type=\"button\">{HtmlPage.Escape(methods.Count > 1 ? $"{method.Name} {key}" : key)}</button></th>");
        page.Add("</tr></thead>\n<tbody></tbody></table></div>\n<div class=\"pages\"><button type=\"button\" id=\"back\">back</button><span id=\"count\" role=\"status\"></span><button type=\"button\" id=\"next\">next</button></div>")
            .Add($"<noscript><p>This table needs scripts; pictures.csv has the same figures.</p></noscript>\n<script type=\"application/json\" id=\"rows\">{rows}</script>");
    }

    // As many pictures as fit.
    private static (string Json, int Shown) Rows(IReadOnlyList<MeasuredMethod> methods, IReadOnlyList<string> keys)
    {
        var shown = methods[0].Report.Pictures.Count;
        while (true)
        {
            var json = JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["pictures"] = methods[0].Report.Pictures.Take(shown),
                ["values"] = Columns(methods, keys).Select(column => Find(column.Method, column.Key)!.Values.Take(shown).Select(value => value is { } number ? Math.Round(number, 4) : (double?)null)),
            });
            if (Encoding.UTF8.GetByteCount(json) <= RowsLimit)
                return (json, shown);
            shown /= 2;
        }
    }

    private static IEnumerable<(MeasuredMethod Method, string Key)> Columns(IReadOnlyList<MeasuredMethod> methods, IReadOnlyList<string> keys) =>
        from key in keys from method in methods where Find(method, key)?.Values.Any(value => value is not null) == true select (method, key);

    private static MetricResult? Find(MeasuredMethod method, string key) => method.Report.Metrics.FirstOrDefault(metric => metric.Key == key);

    private static MetricDescription Described(IReadOnlyList<MeasuredMethod> methods, string key) => methods.Select(method => Find(method, key)).First(metric => metric is not null)!.Description;
}
