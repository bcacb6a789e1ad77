using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>One reference file: its case and its tensors. Deliberately apart from the reader of the library, which it tests.</summary>
public sealed class GoldenFile : IDisposable
{
    private readonly byte[] bytes;
    private readonly JsonDocument header;
    private readonly JsonDocument? @case;
    private readonly int dataStart;

    private GoldenFile(byte[] bytes)
    {
        this.bytes = bytes;
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        dataStart = 8 + length;
        header = JsonDocument.Parse(bytes.AsMemory(8, length));
        @case = Metadata("case") is { } text ? JsonDocument.Parse(text) : null;
    }

    /// <summary>The parameters of the case.</summary>
    public JsonElement Case => @case?.RootElement ?? throw new InvalidDataException("the file has no case");

    /// <summary>The names of all tensors.</summary>
    public IEnumerable<string> Names => header.RootElement.EnumerateObject().Select(x => x.Name).Where(x => x != "__metadata__");

    /// <summary>Opens a file by its path below <see cref="References.Root"/>.</summary>
    public static GoldenFile Open(string relativePath) => new(File.ReadAllBytes(References.Find(relativePath)));

    /// <summary>A text of the metadata, null where there is none.</summary>
    public string? Metadata(string key) =>
        header.RootElement.GetProperty("__metadata__").TryGetProperty(key, out var text) ? text.GetString() : null;

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Has(string name) => header.RootElement.TryGetProperty(name, out _);

    /// <summary>A copy of a tensor in its stored element type.</summary>
    public Tensor Tensor(string name)
    {
        var entry = header.RootElement.GetProperty(name);
        var shape = entry.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64()).ToArray();
        var offsets = entry.GetProperty("data_offsets");
        var (start, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
        var type = entry.GetProperty("dtype").GetString() switch
        {
            "F64" => ScalarType.Float64,
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "I64" => ScalarType.Int64,
            "I32" => ScalarType.Int32,
            "I16" => ScalarType.Int16,
            "I8" => ScalarType.Int8,
            "U8" => ScalarType.Byte,
            "BOOL" => ScalarType.Bool,
            var other => throw new InvalidDataException($"element type {other} of {name}"),
        };
        var result = empty(shape, type);
        bytes.AsSpan(dataStart + start, end - start).CopyTo(result.bytes);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        @case?.Dispose();
        header.Dispose();
    }
}
