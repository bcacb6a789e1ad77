using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TadSr.Runtime;

namespace TadSr.Training;

/// <summary>The files of a run: <c>state.safetensors</c> (to go on), <c>model.safetensors</c> (averaged weights, for inference),
/// <c>effective.yaml</c> (the configuration with all its keys), <c>log.jsonl</c> (a line per logged step) and <c>val/</c> (pictures).</summary>
internal sealed class RunFolder
{
    private const string PicturesName = "val";

    // A figure that is no number is a finding, not a reason to stop.
    private static readonly JsonSerializerOptions LogOptions = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

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
            throw new TadSrException($"the run folder '{folder}' cannot be made: {e.Message} Give another folder.", ErrorKind.BadFile, e);
        }
    }

    /// <summary>Checkpoint of the training.</summary>
    public string State => Path.Combine(folder, "state.safetensors");

    /// <summary>Averaged weights.</summary>
    public string Model => Path.Combine(folder, "model.safetensors");

    /// <summary>The configuration with all its keys. Not config.yaml: the user's own may lie in the folder.</summary>
    public string EffectiveConfig => Path.Combine(folder, "effective.yaml");

    /// <summary>A picture of a validation.</summary>
    public string Picture(long iteration) => Path.Combine(folder, PicturesName, iteration.ToString("D7", CultureInfo.InvariantCulture) + ".png");

    private string LogFile => Path.Combine(folder, "log.jsonl");

    /// <summary>Removes what a process that was killed while writing left behind.</summary>
    public void RemoveLeftovers()
    {
        AtomicFile.RemoveLeftoversIn(folder);
        AtomicFile.RemoveLeftoversIn(Path.Combine(folder, PicturesName));
    }

    /// <summary>Adds a line to the log.</summary>
    public void Log(long iteration, IEnumerable<(string Name, double Value)> values)
    {
        var line = new Dictionary<string, object> { ["iteration"] = iteration };
        foreach (var (name, value) in values)
            line[name] = value;
        File.AppendAllText(LogFile, JsonSerializer.Serialize(line, LogOptions) + "\n");
    }

    /// <summary>Removes log lines of steps after a checkpoint: they will be done again.</summary>
    public void TrimLog(long iteration)
    {
        if (!File.Exists(LogFile))
            return;
        var kept = File.ReadLines(LogFile).Where(line => IterationOf(line) <= iteration).Select(line => line + "\n").ToList();
        AtomicFile.Write(LogFile, stream => stream.Write(Encoding.UTF8.GetBytes(string.Concat(kept))));
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
