namespace TadSr.Checkpoints.Pickle;

/// <summary>A list of a pickle.</summary>
internal sealed class PickleList : PickleContainer
{
    public List<object?> Items { get; } = [];

    /// <summary>Appends and returns the depth that results.</summary>
    public int Add(object? value)
    {
        Items.Add(value);
        return Hold(value);
    }
}
