using System.Globalization;
using System.Text;
using TadSr.Runtime;

namespace TadSr.Cli.Reports;

/// <summary>Comma-separated values: UTF-8, one line feed a row, quotes only where they are needed.</summary>
internal static class Csv
{
    /// <summary>Writes rows.</summary>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<string[]> rows) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var row in rows)
            writer.WriteLine(string.Join(',', row.Select(Quote)));
    });

    /// <summary>A number with all its digits; nothing for none.</summary>
    public static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
