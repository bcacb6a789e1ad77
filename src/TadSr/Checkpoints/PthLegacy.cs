using System.Buffers.Binary;
using System.Numerics;
using TadSr.Checkpoints.Pickle;

namespace TadSr.Checkpoints;

/// <summary>The format of PyTorch before 1.6: pickles of a magic number, a version, the machine, the values and the storage
/// keys, then for every key the number of elements and the bytes.</summary>
internal sealed class PthLegacy
{
    private const long Version = 1001;
    private static readonly BigInteger magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);
    private readonly MappedFile file;
    private readonly Dictionary<string, PthStorage> storages = new(StringComparer.Ordinal);
    private long position;

    private PthLegacy(MappedFile file)
    {
        this.file = file;
        Source = new PickleSource(file.Path);
    }

    /// <summary>For refusals and limits.</summary>
    public PickleSource Source { get; }

    /// <summary>What the pickle held.</summary>
    public object? Root { get; private set; }

    /// <summary>Reads the pickles and where the storages lie.</summary>
    public static PthLegacy Read(MappedFile file)
    {
        var legacy = new PthLegacy(file);
        // Mapping costs address space only; the pickles lie at the beginning.
        using var window = file.Window(0, (int)Math.Min(file.Length, int.MaxValue));
        legacy.ReadPickles(window.Bytes);
        return legacy;
    }

    /// <summary>The bytes of a storage, or null.</summary>
    public PthStorage? Find(PickleStorage storage) => storages.GetValueOrDefault(storage.Key);

    private void ReadPickles(ReadOnlySpan<byte> bytes)
    {
        if (Next(bytes) is not BigInteger number || number != magic)
            throw Source.Refuse("a pickle without the magic number of PyTorch: not a checkpoint");
        if (Next(bytes) is not Version)
            throw Source.Refuse($"not version {Version} of the legacy format of PyTorch");
        if (Next(bytes) is not PickleDictionary machine || machine.Find("little_endian") is false)
            throw Source.Refuse("saved on a big-endian machine, which is not read");
        Root = Next(bytes);
        if (Next(bytes) is not PickleList keys)
            throw Source.Refuse("the list of storages is missing");
        foreach (var key in keys.Items)
            AddStorage(key as string ?? throw Source.Refuse("a storage key is not text"));
    }

    private object? Next(ReadOnlySpan<byte> bytes)
    {
        var value = PickleReader.Read(bytes[(int)position..], Source, out var length);
        position += length;
        return value;
    }

    private void AddStorage(string key)
    {
        var shown = Printable.Text(key);
        if (!Source.ElementSizes.TryGetValue(key, out var size))
            throw Source.Refuse($"the storage '{shown}' belongs to no tensor");
        Span<byte> prefix = stackalloc byte[8];
        if (file.Length - position < prefix.Length)
            throw Source.Refuse($"truncated before the storage '{shown}': {Printable.Bytes(file.Length)} are there; download or copy it again");
        file.CopyTo(position, prefix);
        position += prefix.Length;
        var count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (count < 0 || count > (file.Length - position) / size)
            throw Source.Refuse($"truncated: the storage '{shown}' claims {count} elements of {size} bytes, {file.Length - position} bytes are left; download or copy it again");
        if (!storages.TryAdd(key, new PthStorage(file, position, count * size, count * size, isDeflated: false)))
            throw Source.Refuse($"the storage '{shown}' occurs twice");
        position += count * size;
    }
}
