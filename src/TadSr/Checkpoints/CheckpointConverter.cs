namespace TadSr.Checkpoints;

/// <summary>Turns any readable checkpoint into a safetensors file, without a tensor library and without holding it in memory.</summary>
internal static class CheckpointConverter
{
    /// <summary>Writes the weights of a checkpoint atomically as safetensors.</summary>
    /// <param name="source">Its names (prefixes of wrappers removed for PyTorch files), values and metadata are kept.</param>
    /// <param name="target">Path of the new file; replaced when it exists, and it may be the source itself.</param>
    /// <param name="half">Whether floating-point numbers are rounded to float16.</param>
    /// <param name="entries">Metadata that replace or join those of the source.</param>
    /// <exception cref="Runtime.TadSrException">The target cannot be written, or a value does not fit float16.</exception>
    public static void Convert(ICheckpoint source, string target, bool half, IReadOnlyDictionary<string, string>? entries = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var metadata = new Dictionary<string, string>(source.Metadata);
        metadata.TryAdd("format", "pt");   // other readers of safetensors ask for it
        if (source.Format != "safetensors")
            metadata["source"] = $"{Path.GetFileName(source.Path)} ({source.Format}, {source.Layout})";
        foreach (var (key, value) in entries ?? new Dictionary<string, string>())
            metadata[key] = value;
        SafetensorsWriter.Write(target, source.Entries.Select(entry => new CopiedTensorSource(source, entry, half)).ToList<TensorSource>(), metadata);
    }
}
