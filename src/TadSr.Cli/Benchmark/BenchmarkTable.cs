using System.Globalization;
using System.Text;
using TadSr.Cli.Rendering;
using TadSr.Cli.Reports;
using TadSr.Configuration;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Benchmark;

/// <summary>A paper's table with measured rows beside the published ones.</summary>
/// <param name="Config">The table.</param>
/// <param name="Methods">The methods that were measured.</param>
/// <param name="Measured">What was found, for each set.</param>
/// <param name="Device">Where networks ran.</param>
/// <param name="Notes">What belongs below the table.</param>
internal sealed record BenchmarkTable(
    BenchmarkConfig Config, IReadOnlyList<BenchmarkMethod> Methods, IReadOnlyList<IReadOnlyList<MeasuredMethod>> Measured, string Device, IReadOnlyList<string> Notes)
{
    private const string None = "-";

    /// <summary>Writes table.md, table.csv and table.html.</summary>
    /// <exception cref="TadSrException">A file cannot be written.</exception>
    public void WriteTo(string folder)
    {
        var markdown = Markdown();
        AtomicFile.Write(Path.Combine(folder, "table.md"), stream => stream.Write(Encoding.UTF8.GetBytes(markdown)));
        Csv.Write(Path.Combine(folder, "table.csv"), Rows());
        var page = new HtmlPage(Config.Title).Add("<header>").Add("h1", Config.Title);
        if (Config.Source is { } source)
            page.Add("p", $"Published rows: {source}.", "class=\"quiet\"");
        page.Add("</header>\n<main>").AddTable(Rows());
        foreach (var note in Notes)
            page.Add("p", note);
        page.Add("h2", "How it was measured");
        page.AddTable(ReportPage.Measured(Measured.SelectMany(set => set).SelectMany(method => method.Report.Metrics)), "words");
        foreach (var line in Provenance())
            page.Add("p", line);
        page.Add("</main>").Write(Path.Combine(folder, "table.html"));
    }

    /// <summary>The table and all that belongs to it.</summary>
    public string Markdown()
    {
        var text = new StringBuilder().Append("# ").Append(Config.Title).Append("\n\n");
        AppendTable(text, Rows());
        if (Config.Source is { } source)
            text.Append("\nPublished rows: ").Append(source).Append(".\n");
        text.Append('\n');
        foreach (var note in Notes)
            text.Append("- ").Append(note).Append('\n');
        text.Append("\n## How it was measured\n\n");
        AppendTable(text, ReportPage.Measured(Measured.SelectMany(set => set).SelectMany(method => method.Report.Metrics)));
        text.Append('\n');
        foreach (var line in Provenance())
            text.Append("- ").Append(line).Append('\n');
        return text.ToString();
    }

    /// <summary>Head and rows: a measured method stands below the published one of its name, the others below all.</summary>
    public IReadOnlyList<string[]> Rows()
    {
        var rows = new List<string[]> { Head() };
        var names = (Measured.Any(set => set.Any(method => method.IsBicubic)) ? new[] { MethodRun.BicubicName } : []).Concat(Methods.Select(method => method.Name)).ToList();
        foreach (var row in Config.Published)
        {
            var own = names.Where(name => Same(name, row.Method)).ToList();
            rows.Add([row.Method, own.Count > 0 ? "published" : "published only", .. row.Values, row.Parameters ?? None, None, row.Runtime ?? None]);
            rows.AddRange(own.Select(Row));
            names.RemoveAll(own.Contains);
        }
        rows.AddRange(names.Select(Row));
        return rows;
    }

    private string[] Head() =>
    [
        "method", "figures",
        .. Config.Sets.SelectMany(set => set.Columns.Select(column => (Config.Sets.Count > 1 ? $"{set.Name} " : "") + Title(column))),
        "parameters M", "GFLOP", "seconds",
    ];

    private string[] Row(string name)
    {
        var method = Methods.FirstOrDefault(method => method.Name == name);
        return
        [
            name, "measured",
            .. Config.Sets.SelectMany((set, i) => set.Columns.Select(column => EvaluationTable.Number(Measured[i].FirstOrDefault(m => m.Name == name)?.Report.Metrics.FirstOrDefault(metric => metric.Key == column)?.Figure))),
            method?.Parameters ?? None, Format(method?.GigaFlops), Format(method?.Seconds),
        ];
    }

    // Reports hold all digits; these are what reader and room are given.
    private IEnumerable<string> Provenance()
    {
        yield return $"tadsr {ReportFile.Version}, {Device}.";
        if (Measured.SelectMany(set => set).FirstOrDefault()?.Report.Protocol is { } protocol)
            yield return $"Protocol {protocol.Name}, {protocol.What}: {(protocol.Deviations.Count == 0 ? "nothing differs" : string.Join("; ", protocol.Deviations))}.";
        foreach (var (set, measured) in Config.Sets.Zip(Measured))
        {
            var truths = measured.Take(1).SelectMany(method => method.Pairs).Where(pair => pair.ReferencePath is not null).ToList();
            if (truths.Count > 0)
                yield return $"{set.Name}: true pictures SHA-256 {DataHash.Of(truths.Select(pair => (Path.ChangeExtension(pair.Name, null), pair.ReferencePath!)))}.";
            foreach (var reason in measured.SelectMany(method => method.Report.Skipped.Concat(method.Report.Failures)).Select(problem => OptionNames.InWords(problem.Reason)).Distinct())
                yield return $"{set.Name}: {reason}";
        }
    }

    // Metrics with options keep them: what a column means stands in its head.
    private static string Title(string column) => column.Contains(':', StringComparison.Ordinal) ? column : column.ToUpperInvariant();

    private static bool Same(string name, string published)
    {
        return Plain(name) == Plain(published) || Plain(name) == Plain(published.Split(" (")[0]);

        static string Plain(string text) => string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c == '*')).ToUpperInvariant();
    }

    private static string Format(double? value) => value is { } number ? number.ToString(number >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture) : None;

    private static void AppendTable(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            text.Append("| ").AppendJoin(" | ", rows[i].Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            if (i == 0)
                text.Append('|').AppendJoin("", rows[0].Select(_ => "---|")).Append('\n');
        }
    }
}
