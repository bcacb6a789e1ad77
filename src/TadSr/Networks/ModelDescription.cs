using System.Text.Json;
using System.Text.Json.Serialization;
using TadSr.Configuration;
using TadSr.Runtime;

namespace TadSr.Networks;

/// <summary>What a weight file says of itself: everything that the shapes of its tensors do not tell. Stored as JSON under the
/// key <see cref="MetadataKey"/> of a safetensors file.</summary>
internal sealed record ModelDescription
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

    /// <summary>Nominal side of the latent for networks that depend on it (<see cref="DiffusionNetwork.NominalSide"/>), such as for where
    /// windows are shifted.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Networks whose arithmetic keys and shapes do not tell (<see cref="DiffusionNetwork.ArithmeticRevision"/>): the one in
    /// which the weights were trained.</summary>
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
            throw new TadSrException($"{path}: the metadata entry '{MetadataKey}' is no model description ({reason}); the file was changed after it was written.", ErrorKind.BadFile, e);
        }
    }
}
