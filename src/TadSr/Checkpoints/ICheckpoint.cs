namespace TadSr.Checkpoints;

/// <summary>An opened checkpoint: names, types and shapes are read and validated, the values stay in the file until they
/// are copied. Opening and copying use no tensor library.</summary>
public interface ICheckpoint : IDisposable
{
    /// <summary>The path as the user gave it.</summary>
    string Path { get; }

    /// <summary>The file format: <c>safetensors</c>, <c>PyTorch zip</c> or <c>PyTorch legacy</c>.</summary>
    string Format { get; }

    /// <summary>Where the file held the weights: the keys on the way to them (<c>params_ema</c>, <c>state_dict.model</c>, ...) and
    /// which others were left out for them, <c>TorchScript</c>, <c>a single tensor</c>, or <c>plain</c>.</summary>
    string Layout { get; }

    /// <summary>Texts stored beside the tensors; empty for PyTorch files.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of the file.</summary>
    IReadOnlyList<TensorEntry> Entries { get; }

    /// <summary>Copies values, row-major and little-endian, straight from the file.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="destination">Filled completely; a whole number of elements.</param>
    /// <param name="offset">First byte to copy within the tensor's <see cref="TensorEntry.ByteLength"/>.</param>
    /// <exception cref="ArgumentException">The entry is not of this checkpoint, or the range does not lie in it.</exception>
    void CopyTo(TensorEntry entry, Span<byte> destination, long offset = 0);
}
