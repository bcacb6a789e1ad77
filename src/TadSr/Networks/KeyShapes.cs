using TadSr.Checkpoints;

namespace TadSr.Networks;

/// <summary>Names and shapes of a checkpoint, without wrapper prefixes. Reads no value and loads no tensor library.</summary>
public sealed class KeyShapes
{
    private readonly Dictionary<string, long[]> shapes;

    /// <summary>Reads the table of a checkpoint.</summary>
    public KeyShapes(ICheckpoint checkpoint)
    {
        shapes = KeyPrefixes.Strip(checkpoint.Entries, e => e.Name).ToDictionary(k => k.Name, k => k.Item.Shape, StringComparer.Ordinal);
    }

    /// <summary>All names.</summary>
    public IReadOnlyCollection<string> Names => shapes.Keys;

    /// <summary>Whether there is a key.</summary>
    public bool Has(string name) => shapes.ContainsKey(name);

    /// <summary>Whether there is a key below a path.</summary>
    public bool HasBelow(string path) => shapes.Keys.Any(k => k.StartsWith(path, StringComparison.Ordinal) && k.Length > path.Length && k[path.Length] == '.');

    /// <summary>The shape of a key, or null.</summary>
    public long[]? Find(string name) => shapes.GetValueOrDefault(name);

    /// <summary>One size of a key that a network cannot be without.</summary>
    /// <param name="name">The key.</param>
    /// <param name="axis">Axis of its shape, from 0.</param>
    /// <exception cref="FormatException">The key is missing or has too few dimensions.</exception>
    public int Size(string name, int axis)
    {
        if (Find(name) is not { } shape)
            throw new FormatException($"'{name}' is missing");
        if (shape.Length <= axis || shape[axis] is < 1 or > int.MaxValue)
            throw new FormatException($"'{name}' has the shape [{string.Join(", ", shape)}]");
        return (int)shape[axis];
    }

    /// <summary>How many numbered parts 0, 1, 2, ... lie below a path.</summary>
    public int Count(string path)
    {
        var count = 0;
        while (HasBelow($"{path}.{count}"))
            count++;
        return count;
    }
}
