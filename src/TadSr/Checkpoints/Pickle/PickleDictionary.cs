namespace TadSr.Checkpoints.Pickle;

/// <summary>A dictionary of a pickle, kept as pairs: hashing keys of a hostile file could take unbounded time.</summary>
internal class PickleDictionary : PickleContainer
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>Adds a pair and returns the depth that results.</summary>
    public int Add(object? key, object? value)
    {
        Items.Add(new(key, value));
        return Math.Max(Hold(key), Hold(value));
    }

    /// <summary>The last value under a name, as assignment in Python would leave it, or null.</summary>
    public object? Find(string name) => Items.FindLast(pair => pair.Key is string key && key == name).Value;
}
