using System.Globalization;
using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Training;

/// <summary>The files of a run: <c>state.safetensors</c> (to go on), <c>model.safetensors</c> (averaged weights, for inference),
/// <c>log.jsonl</c> (a line per logged step) and <c>val/</c> (pictures).</summary>
public sealed class RunFolder
{
    private readonly string folder;

    /// <summary>Opens or creates the folder.</summary>
    /// <exception cref="TadSrException">It cannot be written.</exception>
    public RunFolder(string folder)
    {
        this.folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"the run folder '{folder}' cannot be made: {e.Message} Give another with --output.", ExitCode.BadFile, e);
        }
    }

    /// <summary>Checkpoint of the training.</summary>
    public string State => Path.Combine(folder, "state.safetensors");

    /// <summary>Averaged weights.</summary>
    public string Model => Path.Combine(folder, "model.safetensors");

    /// <summary>The configuration as it was given.</summary>
    public string Config => Path.Combine(folder, "config.yaml");

    /// <summary>A picture of a validation.</summary>
    public string Picture(long iteration) => Path.Combine(folder, "val", iteration.ToString("D7", CultureInfo.InvariantCulture) + ".png");

    /// <summary>Adds a line to the log.</summary>
    public void Log(long iteration, IEnumerable<(string Name, double Value)> values)
    {
        var line = new Dictionary<string, object> { ["iteration"] = iteration };
        foreach (var (name, value) in values)
            line[name] = value;
        File.AppendAllText(Path.Combine(folder, "log.jsonl"), JsonSerializer.Serialize(line) + "\n");
    }

    /// <summary>Removes log lines of steps after a checkpoint: they will be done again.</summary>
    public void TrimLog(long iteration)
    {
        var path = Path.Combine(folder, "log.jsonl");
        if (!File.Exists(path))
            return;
        var kept = File.ReadLines(path).Where(line => IterationOf(line) <= iteration).ToList();
        File.WriteAllLines(path, kept);
    }

    private static long IterationOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("iteration").GetInt64();
        }
        catch (JsonException)
        {
            return long.MaxValue;   // a line that a killed process did not finish
        }
    }
}
