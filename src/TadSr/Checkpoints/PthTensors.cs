using TadSr.Checkpoints.Pickle;

namespace TadSr.Checkpoints;

/// <summary>Lists the tensors of a dictionary by name.</summary>
internal static class PthTensors
{
    private const int LongestName = 1000;
    private const int DeepestModule = 100;

    /// <summary>The tensors of a dictionary and of the modules in it, their names joined by dots, without the prefixes of wrappers.</summary>
    /// <remarks>Modules may be shared, or hold themselves in a hostile file: the names are charged for and the depth is limited.</remarks>
    public static IReadOnlyList<(string Name, PickleTensor Tensor)> Below(PickleDictionary dictionary, PickleSource source)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var found = new List<(string Name, PickleTensor Tensor)>();
        var open = new Stack<(string Prefix, PickleDictionary Module, int Next)>([("", dictionary, 0)]);
        while (open.TryPop(out var place))
        {
            var (prefix, module, next) = place;
            if (next == 0)
                source.Charge(8L * module.Items.Count);
            if (next == module.Items.Count)
                continue;
            open.Push((prefix, module, next + 1));
            if (module.Items[next] is not { Key: string key, Value: PickleTensor or PickleObject { IsModule: true } } item)
                continue;
            if (prefix.Length + key.Length > LongestName)
                throw source.Refuse($"a tensor has a name of {prefix.Length + key.Length} characters, more than {LongestName}");
            source.Charge(32 + 2L * (prefix.Length + key.Length));
            if (item.Value is PickleTensor tensor)
                Add(prefix + key, tensor);
            else if (open.Count > DeepestModule)
                throw source.Refuse($"modules are nested more than {DeepestModule} deep");
            else
                open.Push(($"{prefix}{key}.", (PickleObject)item.Value!, 0));
        }
        return [.. KeyPrefixes.Strip(found, t => t.Name).Select(t => (t.Name, t.Item.Tensor))];

        void Add(string name, PickleTensor tensor)
        {
            // A repeated key overwrites, as assignment in Python does.
            if (index.TryAdd(name, found.Count))
                found.Add((name, tensor));
            else
                found[index[name]] = (name, tensor);
        }
    }
}
