using System.Text.Json;
using TadSr.Runtime;
using TadSr.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Cli.SelfTest;

/// <summary>Two steps of each of the three trainings, in float32: the logged losses of the device against the CPU's.</summary>
internal static class TrainingChecks
{
    private const double Tolerance = 2e-2;

    /// <summary>Checks codec, teacher and student; the student's teacher is the one before it.</summary>
    /// <param name="checks">Receives the results.</param>
    /// <param name="photos">A folder of pictures of at least 160 pixels a side.</param>
    /// <param name="work">An empty folder.</param>
    /// <param name="device">The device.</param>
    /// <param name="cancellation">Stops.</param>
    public static void Run(CheckList checks, string photos, string work, Device device, CancellationToken cancellation)
    {
        foreach (var stage in new[] { "codec", "teacher", "student" })
        {
            checks.Run($"two steps of the {stage} on {device}", () =>
            {
                var expected = Train(stage, photos, Path.Combine(work, "cpu"), CPU, cancellation);
                var actual = device.type == DeviceType.CPU ? expected : Train(stage, photos, Path.Combine(work, "device"), device, cancellation);
                var gap = expected.Max(entry => Math.Abs(actual[entry.Key] - entry.Value) / Math.Max(Math.Abs(entry.Value), 1e-3));
                return $"{CheckList.Within(gap, Tolerance, "gap of the losses")}, last {actual.Where(entry => entry.Key.StartsWith("2 ", StringComparison.Ordinal)).Select(entry => $"{entry.Key[2..]} {entry.Value:0.0000}").First()}";
            });
        }
    }

    private static Dictionary<string, double> Train(string stage, string photos, string work, Device device, CancellationToken cancellation)
    {
        string[] settings =
        [
            $"data.train=[{JsonSerializer.Serialize(photos)}]", "data.exclude=~", "train.iterations=2", "train.batch=2", "train.microbatch=2", "train.log_every=1", "train.val_every=0", "train.precision=fp32",
            .. stage == "student" ? (string[])[$"teacher.checkpoint={JsonSerializer.Serialize(new RunFolder(Path.Combine(work, "teacher")).Model)}"] : [],
        ];
        var output = Path.Combine(work, stage);
        TrainingRun.Execute(TrainingRun.Read($"lite/{stage}", settings), output, device.ToString(), cancellation: cancellation);
        return File.ReadLines(Path.Combine(output, "log.jsonl")).SelectMany(Losses).ToDictionary(loss => loss.Name, loss => loss.Value);
    }

    private static IEnumerable<(string Name, double Value)> Losses(string line)
    {
        using var json = JsonDocument.Parse(line);
        var step = json.RootElement.GetProperty("iteration").GetInt64();
        return [.. json.RootElement.EnumerateObject().Where(entry => entry.Name is not ("iteration" or "seconds")).Select(entry => ($"{step} {entry.Name}", Number(entry)))];
    }

    private static double Number(JsonProperty entry) => entry.Value.ValueKind == JsonValueKind.Number
        ? entry.Value.GetDouble()
        : throw new TadSrException($"{entry.Name} is {entry.Value}", ErrorKind.NonFinite);
}
