namespace TadSr.Checkpoints;

/// <summary>A tensor that can be written: what it is, and a way to its bytes when its turn comes.</summary>
internal abstract class TensorSource
{
    /// <summary>Creates a source.</summary>
    /// <param name="entry">Name, type and shape of what will be written.</param>
    protected TensorSource(TensorEntry entry) => Entry = entry;

    /// <summary>Name, type and shape.</summary>
    public TensorEntry Entry { get; }

    /// <summary>Writes exactly <see cref="TensorEntry.ByteLength"/> bytes, row-major and little-endian.</summary>
    public abstract void WriteTo(Stream stream);
}
