using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TadSr.Runtime;
using TorchSharp;

namespace TadSr.Checkpoints;

/// <summary>Writes safetensors files: atomically, tensor by tensor, with the same bytes for the same content.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes tensors of any device. Each is copied to the processor alone, so memory does not double.</summary>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="tensors">Names and values; the header keeps this order.</param>
    /// <param name="metadata">Texts for the header, sorted by name when written.</param>
    /// <exception cref="TadSrException">The target cannot be written; it is left as it was.</exception>
    /// <exception cref="ArgumentException">A name is repeated or reserved, or an element type cannot be stored.</exception>
    public static void Write(string path, IEnumerable<(string Name, torch.Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, [.. tensors.Select(t => new TorchTensorSource(t.Name, t.Value))], metadata);

    /// <summary>Writes from sources that produce their bytes when asked.</summary>
    /// <param name="path">The target; replaced when it exists.</param>
    /// <param name="tensors">The header keeps this order. The data lie by decreasing element size, so that every tensor is aligned.</param>
    /// <param name="metadata">Texts for the header, sorted by name when written.</param>
    /// <exception cref="TadSrException">The target cannot be written; it is left as it was.</exception>
    /// <exception cref="ArgumentException">A name is repeated or reserved.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var begins = AssignOffsets(tensors);
        var header = Header(tensors, begins, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors.OrderByDescending(t => t.Entry.ElementType.Size()))
            {
                if (stream.Position != 8 + header.Length + begins[tensor])
                    throw new InvalidOperationException($"the source before '{tensor.Entry.Name}' did not write the bytes that it announced");
                tensor.WriteTo(stream);
            }
            if (stream.Position != 8 + header.Length + tensors.Sum(t => t.Entry.ByteLength))
                throw new InvalidOperationException("the last source did not write the bytes that it announced");
        });
    }

    private static Dictionary<TensorSource, long> AssignOffsets(IReadOnlyList<TensorSource> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        var begins = new Dictionary<TensorSource, long>();
        var end = 0L;
        foreach (var tensor in tensors.OrderByDescending(t => t.Entry.ElementType.Size()))
        {
            if (!names.Add(tensor.Entry.Name))
                throw new ArgumentException($"the name '{tensor.Entry.Name}' is repeated or reserved", nameof(tensors));
            begins.Add(tensor, end);
            end += tensor.Entry.ByteLength;
        }
        return begins;
    }

    private static byte[] Header(IReadOnlyList<TensorSource> tensors, Dictionary<TensorSource, long> begins, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            foreach (var tensor in tensors)
                WriteEntry(json, tensor.Entry, begins[tensor]);
            json.WriteEndObject();
        }
        // The data begin at a multiple of eight; the format pads with spaces.
        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, TensorEntry entry, long begin)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.ElementType.SafetensorsName());
        json.WriteStartArray("shape");
        foreach (var side in entry.Shape)
            json.WriteNumberValue(side);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + entry.ByteLength);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
