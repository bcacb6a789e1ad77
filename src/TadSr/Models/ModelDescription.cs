using System.Text.Json;
using System.Text.Json.Serialization;
using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Networks.Lite;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;

namespace TadSr.Models;

/// <summary>What a weight file says of itself: everything that the shapes of its tensors do not tell. Stored as JSON under the
/// key <see cref="MetadataKey"/> of a safetensors file.</summary>
public sealed record ModelDescription
{
    /// <summary>The metadata key of a safetensors file.</summary>
    public const string MetadataKey = "tadsr";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
    };

    /// <summary><c>student</c> (one step), <c>teacher</c> (several steps) or <c>codec</c> (a VQGAN).</summary>
    public string Kind { get; init; } = "student";

    /// <summary>The task, for example <c>realsr</c>.</summary>
    public string Task { get; init; } = "realsr";

    /// <summary>The forward process, with the scale factor.</summary>
    public DiffusionConfig Diffusion { get; init; } = new();

    /// <summary>The codec. A VQGAN's weights lie in a file of their own.</summary>
    public CodecKind Codec { get; init; } = CodecKind.Vqgan;

    /// <summary>Swin networks: nominal side of the latent, which decides where windows are shifted and which the shapes do not tell.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Lite networks: <see cref="LiteUnet.Revision"/> of the network that the weights were trained in.</summary>
    public int? Revision { get; init; }

    /// <summary>Optimiser steps of its training.</summary>
    public long Steps { get; init; }

    /// <summary>Licence of the weights.</summary>
    public string? Licence { get; init; }

    /// <summary>Who made them, with what.</summary>
    public string? Origin { get; init; }

    /// <summary>What they were trained on.</summary>
    public string? TrainingData { get; init; }

    /// <summary>Name of the teacher's weights.</summary>
    public string? Teacher { get; init; }

    /// <summary>Refuses weights of a lite network that were trained in another arithmetic than that of this program.</summary>
    /// <param name="description">What the file says of itself; null when it says nothing.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="TadSrException">The revision is missing or another one (<see cref="ExitCode.BadFile"/>).</exception>
    public static void RequireRevision(ModelDescription? description, string path)
    {
        const int Expected = LiteUnet.Revision;
        if (description?.Revision is null)
        {
            throw new TadSrException(
                $"{path}: the metadata entry '{MetadataKey}' names no revision of the lite network, which marks files from before revision {Expected}; train it again, or, if it was trained in revision {Expected}, mark it with `tadsr convert OLD NEW --revision {Expected}`.",
                ExitCode.BadFile);
        }
        if (description.Revision != Expected)
            throw new TadSrException($"{path}: its weights are of revision {description.Revision} of the lite network, this program computes revision {Expected}; train it again, or use the program that wrote it.", ExitCode.BadFile);
    }

    /// <summary>The description of a lite model whose file does not name its revision yet, with one.</summary>
    /// <exception cref="TadSrException">It is no lite model, says nothing of itself, or names another revision already.</exception>
    public static ModelDescription Mark(ICheckpoint checkpoint, int revision)
    {
        var path = checkpoint.Path;
        if (Recogniser.Recognise(checkpoint) is not RecognisedLiteUnet || From(checkpoint.Metadata, path) is not { } description)
            throw new TadSrException($"{path}: this is no lite model that training wrote, and only those have a revision; leave --revision out.", ExitCode.Usage);
        if (description.Revision is { } known && known != revision)
            throw new TadSrException($"{path}: says that it is of revision {known} of the lite network; leave --revision out.", ExitCode.Usage);
        return description with { Revision = revision };
    }

    /// <summary>As JSON on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads the description of a file.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>Null when the file has none.</returns>
    /// <exception cref="TadSrException">It is there and cannot be read.</exception>
    public static ModelDescription? From(IReadOnlyDictionary<string, string> metadata, string path)
    {
        if (!metadata.TryGetValue(MetadataKey, out var json))
            return null;
        try
        {
            var description = JsonSerializer.Deserialize<ModelDescription>(json, Options) ?? throw new JsonException("null");
            description.Diffusion.Validate(new SourceLocation("diffusion"));
            return description;
        }
        catch (Exception e) when (e is JsonException or TadSrException)
        {
            var reason = e.Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.');
            throw new TadSrException($"{path}: the metadata entry '{MetadataKey}' is no model description ({reason}); the file was changed after it was written.", ExitCode.BadFile, e);
        }
    }
}
