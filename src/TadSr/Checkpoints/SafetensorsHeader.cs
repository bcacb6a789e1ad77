using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>The JSON header of a safetensors file, parsed strictly: whatever the format forbids is refused by name.</summary>
internal sealed class SafetensorsHeader
{
    private const int MostTensors = 200_000;
    private const int MostMetadata = 1 << 24;
    private readonly string path;
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly List<(TensorEntry Entry, long Begin)> tensors = [];
    private bool hasMetadata;

    private SafetensorsHeader(string path) => this.path = path;

    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The tensors in the order of the header, with the first byte of each within the data.</summary>
    public IReadOnlyList<(TensorEntry Entry, long Begin)> Tensors => tensors;

    /// <summary>Parses and validates.</summary>
    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">Bytes of the file behind the header.</param>
    /// <param name="path">For messages.</param>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        var header = new SafetensorsHeader(path);
        try
        {
            header.Read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Utf8JsonReader reports text that is not UTF-8 and numbers that do not fit by these two other exceptions.
            var place = e is JsonException { BytePositionInLine: { } position } ? $" near byte {position}" : "";
            throw header.Refuse($"the header is not valid JSON{place}", e);
        }
        header.CheckLayout(dataLength);
        return header;
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Refuse("the header is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (name == "__metadata__")
                ReadMetadata(ref reader);
            else if (!names.Add(name))
                throw Refuse($"the name '{Printable.Text(name)}' occurs twice");
            else
                ReadTensor(ref reader, name);
            if (tensors.Count > MostTensors)
                throw Refuse($"the header names more than {MostTensors} tensors");
        }
        // Only white space may follow; the reader throws on anything else.
        while (reader.Read())
        {
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (hasMetadata)
            throw Refuse("the name '__metadata__' occurs twice");
        hasMetadata = true;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Refuse("__metadata__ is not an object");
        var size = 0L;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw Refuse($"the metadata '{Printable.Text(key)}' is not text");
            var value = reader.GetString()!;
            size += key.Length + value.Length;
            if (size > MostMetadata)
                throw Refuse($"the metadata exceeds {Printable.Bytes(MostMetadata)}");
            if (!metadata.TryAdd(key, value))
                throw Refuse($"the metadata '{Printable.Text(key)}' occurs twice");
        }
    }

    private void ReadTensor(ref Utf8JsonReader reader, string name)
    {
        var shown = Printable.Text(name);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw Refuse($"the tensor '{shown}' is not described by an object");
        string? dtype = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            var once = field switch
            {
                "dtype" when dtype is null && reader.TokenType == JsonTokenType.String => (dtype = reader.GetString()) is not null,
                "shape" when shape is null => (shape = ReadIntegers(ref reader, shown, field)) is not null,
                "data_offsets" when offsets is null => (offsets = ReadIntegers(ref reader, shown, field)) is not null,
                _ => false,
            };
            if (!once)
                throw Refuse($"the tensor '{shown}' has a wrong, unknown or repeated field '{Printable.Text(field)}'");
        }
        if (dtype is null || shape is null || offsets is null)
            throw Refuse($"the tensor '{shown}' lacks {(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        Add(name, dtype, shape, offsets);
    }

    private long[] ReadIntegers(ref Utf8JsonReader reader, string tensor, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Refuse($"{field} of the tensor '{tensor}' is not a list");
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value))
                throw Refuse($"{field} of the tensor '{tensor}' holds something that is not a 64-bit integer");
            if (value < 0)
                throw Refuse($"{field} of the tensor '{tensor}' holds the negative number {value}");
            values.Add(value);
        }
        return [.. values];
    }

    private void Add(string name, string dtype, long[] shape, long[] offsets)
    {
        var shown = Printable.Text(name);
        if (ElementTypes.FromSafetensorsName(dtype) is not { } type)
            throw Refuse($"the tensor '{shown}' has the element type '{Printable.Text(dtype)}', which is not supported");
        if (offsets.Length != 2 || offsets[1] < offsets[0])
            throw Refuse($"data_offsets of the tensor '{shown}' are not a beginning and an end");
        TensorEntry entry;
        try
        {
            entry = new TensorEntry(name, type, shape);
        }
        catch (OverflowException e)
        {
            throw Refuse($"the shape of the tensor '{shown}' overflows 64 bits", e);
        }
        if (entry.ByteLength != offsets[1] - offsets[0])
            throw Refuse($"the tensor '{shown}' is {entry.Describe()}, {entry.ByteLength} bytes, but its offsets span {offsets[1] - offsets[0]} bytes");
        tensors.Add((entry, offsets[0]));
    }

    private void CheckLayout(long dataLength)
    {
        var end = 0L;
        foreach (var (entry, begin) in tensors.OrderBy(t => t.Begin).ThenBy(t => t.Entry.ByteLength))
        {
            if (begin < end)
                throw Refuse($"the tensor '{Printable.Text(entry.Name)}' overlaps the one before it");
            if (begin > end)
                throw Refuse($"a hole of {begin - end} bytes lies before the tensor '{Printable.Text(entry.Name)}'");
            end = begin + entry.ByteLength;
        }
        if (end > dataLength)
            throw Refuse($"truncated: {dataLength} of {end} bytes of tensors are there; download or copy it again");
        if (end < dataLength)
            throw Refuse($"{dataLength - end} bytes follow the last tensor");
    }

    private TadSrException Refuse(string reason, Exception? inner = null) => new($"{path}: {reason}.", ErrorKind.BadFile, inner);
}
