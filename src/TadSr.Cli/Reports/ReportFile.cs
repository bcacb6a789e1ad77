using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>The files of <c>eval --out</c>. Two runs over the same files write the same bytes, but for the object "times" of the JSON file.</summary>
/// <param name="Methods">What was measured.</param>
/// <param name="Reduced">Paths of the reduced pictures, or null.</param>
/// <param name="Device">Where networks ran.</param>
internal sealed record ReportFile(IReadOnlyList<MeasuredMethod> Methods, IReadOnlyList<string>? Reduced, string Device)
{
    /// <summary>What draws where pictures are unlike their truths; null where nothing does.</summary>
    public HeatMap? Map { get; init; }

    /// <summary>The version of the program.</summary>
    public static string Version { get; } = typeof(ReportFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Writes pictures.csv, report.json and report.html.</summary>
    /// <exception cref="TadSrException">A file cannot be written.</exception>
    public void WriteTo(string folder)
    {
        WriteCsv(Path.Combine(folder, "pictures.csv"));
        WriteJson(Path.Combine(folder, "report.json"));
        ReportPage.Write(this, Path.Combine(folder, "report.html"));
    }

    /// <summary>Writes one row for each picture of each method.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteCsv(string path)
    {
        var keys = Keys();
        Csv.Write(path, [["method", "picture", .. keys.Select(key => MetricNames.Label(Methods.SelectMany(method => method.Report.Metrics).First(metric => metric.Key == key)))], .. Methods.SelectMany(method => method.Report.Pictures.Select((picture, i) => (string[])
            [method.Name, picture, .. keys.Select(key => Csv.Number(method.Report.Metrics.FirstOrDefault(metric => metric.Key == key)?.Values[i]))]))]);
    }

    /// <summary>Writes everything that was found, where and with what, and how long it took.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteJson(string path) => AtomicFile.Write(path, stream =>
    {
        using var json = Open(stream);
        json.WriteStartObject();
        json.WriteString("version", Version);
        json.WriteString("device", Device);
        json.WriteStartObject("data");
        var truths = Methods[0].Pairs.Where(pair => pair.ReferencePath is not null).ToList();
        json.WriteString("truths_sha256", truths.Count == 0 ? null : DataHash.Of(truths.Select(pair => (Path.ChangeExtension(pair.Name, null), pair.ReferencePath!))));
        json.WriteString("reduced_sha256", Reduced is null ? null : DataHash.Of(Methods[0].Pairs.Zip(Reduced, (pair, file) => (Path.ChangeExtension(pair.Name, null), file))));
        json.WriteEndObject();
        WriteMethods(json);
        WriteTimes(json);
        json.WriteEndObject();
    });

    /// <summary>Writes the table of <c>--csv</c>: as <see cref="WriteCsv"/>, without the method where there is one alone.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteShortCsv(string path)
    {
        if (Methods is [var only])
            only.Report.WriteCsv(path);
        else
            WriteCsv(path);
    }

    /// <summary>Writes the document of <c>--json</c>: what was found, without machine and times.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public void WriteShortJson(string path)
    {
        if (Methods is [var only])
            only.Report.WriteJson(path);
        else
            AtomicFile.Write(path, stream =>
            {
                using var json = Open(stream);
                json.WriteStartObject();
                WriteMethods(json);
                json.WriteEndObject();
            });
    }

    /// <summary>Every metric of any method, in the order asked for.</summary>
    public IReadOnlyList<string> Keys() => [.. Methods.SelectMany(method => method.Report.Metrics).Select(metric => metric.Key).Distinct()];

    private static Utf8JsonWriter Open(Stream stream) =>
        new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private void WriteMethods(Utf8JsonWriter json)
    {
        json.WriteStartArray("methods");
        foreach (var method in Methods)
        {
            json.WriteStartObject();
            json.WriteString("name", method.Name);
            json.WriteString("pictures_sha256", method.PicturesHash);
            method.Report.WriteFields(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteTimes(Utf8JsonWriter json)
    {
        json.WriteStartObject("times");
        json.WriteString("written", DateTimeOffset.UtcNow);
        json.WriteStartObject("seconds");
        foreach (var method in Methods)
        {
            json.WriteStartObject(method.Name);
            foreach (var (what, time) in method.Times)
                json.WriteNumber(what, Math.Round(time.TotalSeconds, 3));
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
