using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr inspect FILE</c>: what a checkpoint holds, from its keys alone; libtorch stays unloaded.</summary>
internal static class InspectCommand
{
    private const int DeepestMetadata = 16;

    // The side of the pictures for which arithmetic is compared.
    private const int Side = 64;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A safetensors or PyTorch (.pth) file; nothing in it is executed." };
        var keys = new Option<bool>("--keys") { Description = "List every tensor with its type and shape." };
        var command = new Command("inspect", "Show what a checkpoint holds.") { file, keys };
        command.SetAction(result =>
        {
            using var checkpoint = CheckpointFile.Open(result.GetRequiredValue(file));
            Print(checkpoint, result.GetValue(keys), result.InvocationConfiguration.Output);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Print(ICheckpoint checkpoint, bool keys, TextWriter output)
    {
        var entries = checkpoint.Entries;
        var (network, reason) = NetworkFamilies.TryRecognise(checkpoint);
        var plan = network?.Plan();
        var numbers = entries.Where(e => e.ElementType.IsFloat() && network?.IsDerived(e.Name) != true).Sum(e => e.ElementCount);
        var types = entries.GroupBy(e => e.ElementType).OrderByDescending(g => g.Sum(e => e.ByteLength))
            .Select(g => $"{g.Key.ToString().ToLowerInvariant()} ({g.Count()})");
        Line("file", $"{checkpoint.Path}, {Printable.Bytes(new FileInfo(checkpoint.Path).Length)}");
        Line("format", checkpoint.Format);
        Line("layout", checkpoint.Layout);
        Line("architecture", network?.Describe() ?? reason);
        if (network is not null && NetworkFamilies.Compare(network, checkpoint) is { IsComplete: false } report)
            Line("but", report.Describe());
        Line("parameters", (plan?.Parameters ?? numbers).ToString("N0", CultureInfo.InvariantCulture));
        if (plan is not null)
            Line("arithmetic", string.Create(CultureInfo.InvariantCulture, $"{plan.Flops(Side, Side) / 1e9:0.###} GFLOP for {Side}x{Side}"));
        Line("tensors", $"{entries.Count}: {string.Join(", ", types)}");
        foreach (var (name, value) in checkpoint.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            foreach (var (place, text) in Fields(name, value))
                output.WriteLine($"metadata      {Printable.Text(place)}: {Printable.Text(text)}");
        }
        if (!keys)
            return;
        foreach (var entry in entries)
            output.WriteLine($"{Printable.Text(entry.Name)}  {entry.Describe()}");

        void Line(string title, string text) => output.WriteLine($"{title,-13} {text}");
    }

    /// <summary>A JSON object in the metadata is shown field by field, anything else as it is.</summary>
    private static List<(string Place, string Text)> Fields(string name, string value)
    {
        if (!value.StartsWith('{'))
            return [(name, value)];
        try
        {
            using var json = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = DeepestMetadata });
            return [.. Fields(name, json.RootElement)];
        }
        catch (JsonException)
        {
            return [(name, value)];
        }
    }

    private static IEnumerable<(string Place, string Text)> Fields(string name, JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().SelectMany(field => Fields($"{name}.{field.Name}", field.Value))
        : [(name, value.ToString())];
}
