using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>What an evaluation found. Two runs over the same files give the same bytes: there is no time in it.</summary>
/// <param name="Input">The judged pictures, as the user named them.</param>
/// <param name="Reference">The true pictures, as the user named them, or null.</param>
/// <param name="Pictures">Names of the pictures, in order.</param>
/// <param name="Metrics">Figures, in the order asked for.</param>
/// <param name="Skipped">Metrics that could not be built.</param>
/// <param name="Failures">Pictures that could not be measured, or were damaged.</param>
public sealed record EvaluationReport(
    string Input,
    string? Reference,
    IReadOnlyList<string> Pictures,
    IReadOnlyList<MetricResult> Metrics,
    IReadOnlyList<EvaluationProblem> Skipped,
    IReadOnlyList<EvaluationProblem> Failures)
{
    /// <summary>What was done to pictures, or left out of them, before measuring that is not part of a metric, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How this relates to a published evaluation; null where none was named.</summary>
    internal ProtocolReport? Protocol { get; init; }

    /// <summary>Writes one row for each picture and one column for each metric, headed by metric and variant; numbers with all their digits.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteCsv(string path)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', ["picture", .. Metrics.Select(m => Quote(MetricNames.Label(m)))]).Append('\n');
        for (var i = 0; i < Pictures.Count; i++)
            text.AppendJoin(',', [Quote(Pictures[i]), .. Metrics.Select(m => m.Values[i]?.ToString("R", CultureInfo.InvariantCulture) ?? "")]).Append('\n');
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Writes everything: how each metric was measured, its summary, and every picture's figures.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteJson(string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        WriteFields(json);
        json.WriteEndObject();
    });

    /// <summary>Writes the fields of the report into an object that is open.</summary>
    internal void WriteFields(Utf8JsonWriter json)
    {
        json.WriteString("input", Input);
        json.WriteString("reference", Reference);
        WriteProtocol(json);
        json.WriteStartArray("metrics");
        foreach (var metric in Metrics)
            WriteMetric(json, metric);
        json.WriteEndArray();
        json.WriteStartArray("pictures");
        for (var i = 0; i < Pictures.Count; i++)
            WritePicture(json, i);
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        WriteProblems(json, "skipped", Skipped);
        WriteProblems(json, "failures", Failures);
    }

    private void WriteProtocol(Utf8JsonWriter json)
    {
        if (Protocol is not { } protocol)
            return;
        json.WriteStartObject("protocol");
        json.WriteString("name", protocol.Name);
        json.WriteString("what", protocol.What);
        json.WriteStartArray("deviations");
        foreach (var deviation in protocol.Deviations)
            json.WriteStringValue(deviation);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteMetric(Utf8JsonWriter json, MetricResult metric)
    {
        var description = metric.Description;
        json.WriteStartObject();
        json.WriteString("key", metric.Key);
        json.WriteString("name", description.Name);
        json.WriteString("variant", description.Variant);
        json.WriteString("colour", description.Colour);
        json.WriteNumber("crop", description.Crop);
        json.WriteString("better", description.HigherIsBetter ? "higher" : "lower");
        json.WriteString("precision", description.Precision);
        json.WriteStartArray("weights");
        foreach (var file in description.Weights)
        {
            json.WriteStartObject();
            json.WriteString("file", file.FileName);
            json.WriteString("sha256", file.Sha256);
            if (file.IsUnverified)
                json.WriteBoolean("unverified", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("count", metric.Count);
        WriteNumber(json, "mean", metric.Mean);
        WriteNumber(json, "median", metric.Median);
        if (metric.SetFigure is not null)
        {
            WriteNumber(json, "set", metric.SetFigure);
            json.WriteStartObject("set_parts");
            foreach (var (name, value) in metric.SetParts)
                WriteNumber(json, name, value);
            json.WriteEndObject();
        }
        json.WriteStartArray("worst");
        foreach (var i in metric.Worst())
        {
            json.WriteStartObject();
            json.WriteString("picture", Pictures[i]);
            WriteNumber(json, "value", metric.Values[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WritePicture(Utf8JsonWriter json, int i)
    {
        json.WriteStartObject();
        json.WriteString("picture", Pictures[i]);
        foreach (var metric in Metrics)
            WriteNumber(json, metric.Key, metric.Values[i]);
        json.WriteEndObject();
    }

    private static void WriteProblems(Utf8JsonWriter json, string name, IReadOnlyList<EvaluationProblem> problems)
    {
        json.WriteStartArray(name);
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("what", problem.What);
            json.WriteString("metric", problem.Metric);
            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
