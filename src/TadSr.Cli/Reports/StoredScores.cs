using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>The figures of one method, as a report.json holds them.</summary>
/// <param name="Name">The method.</param>
/// <param name="File">The file that they come from.</param>
/// <param name="Truths">SHA-256 of the true pictures, or null where the file says nothing.</param>
/// <param name="Metrics">How each metric was measured.</param>
/// <param name="Values">For each picture, its figures by metric.</param>
internal sealed record StoredScores(
    string Name, string File, string? Truths, IReadOnlyList<StoredMetric> Metrics, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double?>> Values)
{
    /// <summary>Reads what <c>eval --out</c> or <c>eval --json</c> wrote.</summary>
    /// <returns>The methods of the file, at least one.</returns>
    /// <exception cref="TadSrException">The file is missing or is no such report.</exception>
    public static IReadOnlyList<StoredScores> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            var root = document.RootElement;
            var truths = root.TryGetProperty("data", out var data) ? data.GetProperty("truths_sha256").GetString() : null;
            return root.TryGetProperty("methods", out var methods)
                ? [.. methods.EnumerateArray().Select(method => Read(method, method.GetProperty("name").GetString()!, path, truths))]
                : [Read(root, System.IO.Path.GetFileNameWithoutExtension(path), path, truths)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TadSrException($"{path}: there is no such file; give a report.json that eval wrote.", ErrorKind.BadFile, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{path}: cannot be read: {e.Message}", ErrorKind.BadFile, e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new TadSrException($"{path}: is no report of eval; give the report.json of --out or the file of --json.", ErrorKind.BadFile, e);
        }
    }

    private static StoredScores Read(JsonElement report, string name, string path, string? truths)
    {
        var metrics = report.GetProperty("metrics").EnumerateArray().Select(metric => new StoredMetric(
            metric.GetProperty("key").GetString()!, metric.GetProperty("better").GetString() == "higher", Manner(metric))).ToList();
        var values = new Dictionary<string, IReadOnlyDictionary<string, double?>>(StringComparer.Ordinal);
        foreach (var picture in report.GetProperty("pictures").EnumerateArray())
        {
            values[System.IO.Path.ChangeExtension(picture.GetProperty("picture").GetString()!, null)] = metrics.ToDictionary(
                metric => metric.Key, metric => picture.GetProperty(metric.Key) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : (double?)null);
        }
        return new StoredScores(name, path, truths, metrics, values);
    }

    private static string Manner(JsonElement metric) => string.Join(", ",
    [
        metric.GetProperty("variant").GetString(), metric.GetProperty("colour").GetString(), $"crop {metric.GetProperty("crop").GetInt32()}", metric.GetProperty("precision").GetString(),
        .. metric.GetProperty("weights").EnumerateArray().Select(file => $"{file.GetProperty("file").GetString()} {file.GetProperty("sha256").GetString()}"),
    ]);
}

/// <summary>One metric of a stored report.</summary>
/// <param name="Key">What the report calls it.</param>
/// <param name="HigherIsBetter">Which way is better.</param>
/// <param name="Manner">Everything that must be equal for two figures to compare.</param>
internal sealed record StoredMetric(string Key, bool HigherIsBetter, string Manner);
