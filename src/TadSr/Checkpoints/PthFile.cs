using TadSr.Checkpoints.Pickle;

namespace TadSr.Checkpoints;

/// <summary>A PyTorch checkpoint (<c>.pth</c>), read without executing anything: weights are views of storages that stay in the
/// mapped file.</summary>
internal sealed class PthFile : ICheckpoint
{
    private const long MostRepetition = 16;
    private readonly MappedFile file;
    private readonly Dictionary<TensorEntry, (PthStorage Storage, long Offset, StridedView View)> places = [];
    private (PthStorage Storage, ReadOnlyMemory<byte> Bytes)? inflated;

    private PthFile(MappedFile file, string format, object? root, Func<PickleStorage, PthStorage?> find, PickleSource source)
    {
        this.file = file;
        Format = format;
        (Layout, var tensors) = PthWeights.Find(root, source);
        var entries = new List<TensorEntry>();
        foreach (var (name, tensor) in tensors)
        {
            var (entry, storage) = Describe(name, tensor, find, source);
            var view = new StridedView(tensor.Shape, tensor.Strides, entry.ElementType.Size());
            places.Add(entry, (storage, Begin(entry, tensor, storage, view, source), view));
            entries.Add(entry);
        }
        Entries = entries;
        // Many views of one storage could make a small file a huge one.
        var total = entries.Aggregate(0m, (sum, entry) => sum + entry.ByteLength);
        if (total > (MostRepetition * places.Values.Select(p => p.Storage).Distinct().Sum(s => (decimal)s.Length)) + (1 << 20))
            throw source.Refuse($"its tensors overlap so much that they would unpack to {total} bytes");
    }

    /// <inheritdoc/>
    public string Path => file.Path;

    /// <inheritdoc/>
    public string Format { get; }

    /// <inheritdoc/>
    public string Layout { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IReadOnlyList<TensorEntry> Entries { get; }

    /// <inheritdoc/>
    public void CopyTo(TensorEntry entry, Span<byte> destination, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!places.TryGetValue(entry, out var place))
            throw new ArgumentException($"'{entry.Name}' is not an entry of this checkpoint", nameof(entry));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.ByteLength - destination.Length);
        var size = entry.ElementType.Size();
        if (offset % size != 0 || destination.Length % size != 0)
            throw new ArgumentException($"the range does not consist of whole elements of {size} bytes", nameof(offset));
        if (destination.IsEmpty)
            return;
        var (storage, begin, view) = place;
        if (storage.IsDeflated)
        {
            var bytes = Inflated(storage).Span[(int)begin..];
            if (view.IsContiguous)
                bytes.Slice((int)offset, destination.Length).CopyTo(destination);
            else
                view.Gather(bytes, offset / size, destination);
        }
        else if (view.IsContiguous)
        {
            storage.CopyTo(begin + offset, destination);
        }
        else
        {
            using var window = storage.Window(begin, (int)(view.Extent * size));
            view.Gather(window.Bytes, offset / size, destination);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>Takes over the file; the caller disposes it when this throws.</summary>
    internal static PthFile OpenZip(MappedFile file)
    {
        var archive = PthArchive.Read(file);
        return new PthFile(file, "PyTorch zip", archive.Root, archive.Find, archive.Source);
    }

    /// <summary>Takes over the file; the caller disposes it when this throws.</summary>
    internal static PthFile OpenLegacy(MappedFile file)
    {
        var legacy = PthLegacy.Read(file);
        return new PthFile(file, "PyTorch legacy", legacy.Root, legacy.Find, legacy.Source);
    }

    private static (TensorEntry Entry, PthStorage Storage) Describe(string name, PickleTensor tensor, Func<PickleStorage, PthStorage?> find, PickleSource source)
    {
        var shown = Printable.Text(name);
        if (tensor.Storage.Type.ElementType is not { } type)
            throw source.Refuse($"the tensor '{shown}' is of {tensor.Storage.Type.Name}, which is not supported");
        var storage = find(tensor.Storage)
            ?? throw source.Refuse($"the storage '{Printable.Text(tensor.Storage.Key)}' of the tensor '{shown}' is missing; download or copy the file again");
        try
        {
            return (new TensorEntry(name, type, tensor.Shape), storage);
        }
        catch (OverflowException)
        {
            throw source.Refuse($"the shape of the tensor '{shown}' overflows 64 bits");
        }
    }

    /// <summary>First byte of the tensor in its storage, once it is certain that the last one lies there too.</summary>
    private static long Begin(TensorEntry entry, PickleTensor tensor, PthStorage storage, StridedView view, PickleSource source)
    {
        var shown = Printable.Text(entry.Name);
        var size = entry.ElementType.Size();
        decimal offset = (decimal)tensor.Storage.ViewOffset + tensor.Offset;
        long extent;
        try
        {
            extent = view.Extent;
        }
        catch (OverflowException)
        {
            throw source.Refuse($"the strides of the tensor '{shown}' overflow 64 bits");
        }
        if (extent == 0)
            return 0;
        var needed = (offset + extent) * size;
        if (needed > storage.Length)
            throw source.Refuse($"the tensor '{shown}' needs {needed} bytes of the storage '{Printable.Text(tensor.Storage.Key)}', which has {storage.Length}; download or copy the file again");
        if (entry.ElementCount > storage.Length / size)
            throw source.Refuse($"the tensor '{shown}' repeats the elements of its storage; save a copy of it instead of the expanded view");
        if (!view.IsContiguous && (decimal)extent * size > int.MaxValue)
            throw source.Refuse($"the tensor '{shown}' is a strided view of more than 2.14 GB, which is not read");
        return (long)offset * size;
    }

    private ReadOnlyMemory<byte> Inflated(PthStorage storage)
    {
        // One storage at a time: tensors that share it come one after the other.
        if (inflated is not { } last || last.Storage != storage)
            inflated = last = (storage, storage.Inflate());
        return last.Bytes;
    }
}
