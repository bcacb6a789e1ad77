using System.Globalization;

namespace TadSr.Cli.Tests;

/// <summary>Damaged files are read or refused; no process dies of one, none takes long or much memory.</summary>
/// <remarks>TADSR_MUTATIONS says how many (scripts/mutate_pictures.sh), TADSR_MUTATION_SEEDS names further folders of sound files.</remarks>
[Trait("Kind", "Unit")]
public sealed class MutationTests
{
    private const int Usual = 1000, PerProcess = 250, MostMegabytes = 500;

    private static readonly string[] RuntimeWords = ["Nullable", "Index was outside", "Sequence contains", "Object reference", "Exception", "Specified argument", "unable to call", "unable to fetch", "\\n"];

    [Fact]
    public void Damaged_files_are_pictures_or_one_line_each()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("TADSR_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : Usual;
        var references = Path.GetDirectoryName(InferFixture.GoldenImages)!;
        string[] folders = [Path.Combine(references, "images"), Path.Combine(references, "faults"), .. (Environment.GetEnvironmentVariable("TADSR_MUTATION_SEEDS") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];
        var folder = Directory.CreateTempSubdirectory("tadsr-mutations-").FullName;
        var faults = new List<string>();
        var (pictures, slowest, largest) = (0, 0, 0);
        try
        {
            for (var next = 0; next < count;)
            {
                var lines = Run(next, Math.Min(PerProcess, count - next), folder, folders, out var code, out var last);
                foreach (var fields in lines)
                {
                    var (milliseconds, megabytes) = (int.Parse(fields[3], CultureInfo.InvariantCulture), int.Parse(fields[4], CultureInfo.InvariantCulture));
                    (slowest, largest) = (Math.Max(slowest, milliseconds), Math.Max(largest, megabytes));
                    pictures += fields[2] == "picture" ? 1 : 0;
                    if (fields[2] is not ("picture" or "refused") || milliseconds > PictureMutations.MostMilliseconds || megabytes > MostMegabytes || RuntimeWords.Any(fields[5].Contains))
                        faults.Add(string.Join(' ', fields));
                }
                next += lines.Count;
                if (code != 0)
                    faults.Add($"{next++}: the process ended with {code}: {last}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} files: {pictures} pictures, {count - pictures - faults.Count} refused, {faults.Count} faults; slowest {slowest} ms, most memory {largest} MB");
        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults.Take(20)));
    }

    private static List<string[]> Run(int start, int count, string folder, string[] folders, out int code, out string last)
    {
        var work = string.Join('|', [start.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), Path.Combine(folder, "current"), .. folders]);
        using var process = ProgramRun.Start(null, new Dictionary<string, string> { [PictureMutations.Variable] = work }, []);
        var error = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(fields => fields.Length == 6).ToList();
        process.WaitForExit();
        (code, last) = (process.ExitCode, error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "");
        return lines;
    }
}
