using TadSr.Runtime;

namespace TadSr.Checkpoints.Pickle;

/// <summary>Where a pickle comes from, what it may still cost, and how a refusal reads.</summary>
/// <param name="name">The file, with the member of an archive.</param>
internal sealed class PickleSource(string name)
{
    private const long MostMemory = 64_000_000;
    private long memory;

    /// <summary>Bytes of an element for every storage that was named.</summary>
    public Dictionary<string, int> ElementSizes { get; } = new(StringComparer.Ordinal);

    /// <summary>Accounts for memory before it is taken, over all pickles of the file.</summary>
    public void Charge(long bytes, long? offset = null)
    {
        memory += bytes;
        if (memory > MostMemory)
            throw Refuse($"the values of the pickle need more than {Printable.Bytes(MostMemory)}{(offset is { } at ? $", seen at byte {at}" : "")}");
    }

    public TadSrException Refuse(string reason) => new($"{name}: {reason}.", ErrorKind.BadFile);
}
