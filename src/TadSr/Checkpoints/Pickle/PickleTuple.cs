namespace TadSr.Checkpoints.Pickle;

/// <summary>A tuple of a pickle.</summary>
internal sealed class PickleTuple : PickleContainer
{
    public PickleTuple(object?[] items)
    {
        Items = items;
        foreach (var item in items)
            Hold(item);
    }

    public object?[] Items { get; }
}
