using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>A file of JSON lines beside the outputs: one object for every input, with what its result depends on. Each line is
/// on the disk before the next file starts.</summary>
internal sealed class Manifest : IDisposable
{
    /// <summary>Name of the file in the output folder.</summary>
    public const string FileName = "tadsr-manifest.jsonl";

    // The resolver is named because programs of one file have the default one switched off, here and where else JSON is written.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly StreamWriter writer;
    private readonly SuperResolver resolver;

    private readonly Func<string, string> wording;

    private Manifest(StreamWriter writer, SuperResolver resolver, Func<string, string> wording) => (this.writer, this.resolver, this.wording) = (writer, resolver, wording);

    /// <summary>Starts or continues the manifest of a folder.</summary>
    /// <exception cref="TadSrException">It cannot be written.</exception>
    public static Manifest Open(string folder, SuperResolver resolver, Func<string, string> wording)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            return new Manifest(new StreamWriter(path, append: true, new UTF8Encoding(false)) { AutoFlush = true }, resolver, wording);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{path}: cannot be written: {e.Message} Choose another {Setting.Output}.", ErrorKind.BadFile, e);
        }
    }

    /// <summary>Adds one file.</summary>
    /// <param name="kind">What became of it.</param>
    /// <param name="item">The file.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Add(FolderEvent kind, FolderItem item, TimeSpan elapsed)
    {
        var entry = new Dictionary<string, object?>
        {
            ["input"] = item.Input,
            ["status"] = kind.ToString().ToLowerInvariant(),
        };
        if (kind == FolderEvent.Written)
        {
            var settings = resolver.Options;
            entry["output"] = item.Output;
            if (item.Damage is not null)
                entry["damage"] = item.Damage;
            if (item.Deviation is not null)
                entry["deviation"] = item.Deviation;
            entry["input_sha256"] = Hash(item.Input);
            entry["output_sha256"] = Hash(item.Output!);
            entry["width"] = item.Info!.Width;
            entry["height"] = item.Info.Height;
            entry["scale"] = resolver.Scale;
            entry["weights"] = resolver.Weights;
            entry["model_sha256"] = resolver.ModelHash;
            if (resolver.Steps > 0)
            {
                entry["seed"] = settings.Seed;
                entry["steps"] = resolver.Steps;
                entry["sampler"] = resolver.Sampler;
            }
            if (resolver.Schedule is { } schedule)
            {
                entry["schedule"] = new Dictionary<string, object?>
                {
                    ["source"] = schedule.Source,
                    ["name"] = schedule.Name,
                    ["reason"] = schedule.Reason,
                    ["steps"] = schedule.Diffusion.Steps,
                    ["min_noise_level"] = schedule.Diffusion.MinNoiseLevel,
                    ["kappa"] = schedule.Diffusion.Kappa,
                    ["etas_end"] = schedule.Diffusion.EtasEnd,
                    ["power"] = schedule.Diffusion.Power,
                    ["cap_start"] = schedule.Diffusion.CapStart,
                };
            }
            entry["tile"] = resolver.TileSide;
            entry["overlap"] = resolver.OverlapSide;
            entry["blend"] = settings.Blend.ToString().ToLowerInvariant();
            entry["batch"] = settings.Batch;
            entry["precision"] = resolver.Precision.ToString().ToLowerInvariant();
            entry["device"] = resolver.DeviceName;
            entry["color_fix"] = resolver.RepairsColours;
            entry["seconds"] = Math.Round(elapsed.TotalSeconds, 3);
        }
        else
        {
            entry["reason"] = item.Problem is { } problem ? wording(problem.Message) : item.SkipReason;
        }
        writer.WriteLine(JsonSerializer.Serialize(entry, Json));
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
