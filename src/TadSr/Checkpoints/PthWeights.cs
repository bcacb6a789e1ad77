using TadSr.Checkpoints.Pickle;

namespace TadSr.Checkpoints;

/// <summary>Finds the weights in what a pickle held.</summary>
internal static class PthWeights
{
    private const int LongestName = 1000;
    private static readonly string[] layouts = ["params_ema", "ema", "params", "state_dict"];

    /// <summary>The tensors under the first of <c>params_ema</c>, <c>ema</c>, <c>params</c>, <c>state_dict</c> that has any, else
    /// those of the dictionary itself; without the prefixes of wrappers.</summary>
    /// <returns>The layout, and names with tensors in the order of the file.</returns>
    public static (string Layout, List<(string Name, PickleTensor Tensor)> Tensors) Find(object? root, PickleSource source)
    {
        if (root is not PickleDictionary dictionary)
            throw source.Refuse($"holds {Kind(root)} where a dictionary of tensors was expected");
        foreach (var layout in layouts)
        {
            if (dictionary.Find(layout) is PickleDictionary nested && Tensors(nested, source) is { Count: > 0 } found)
                return (layout, found);
        }
        if (Tensors(dictionary, source) is { Count: > 0 } plain)
            return ("plain", plain);
        var keys = dictionary.Items.Select(i => i.Key).OfType<string>().Take(8).Select(Printable.Text);
        throw source.Refuse($"holds no tensors at the top or under {string.Join(", ", layouts)}; its keys begin with: {string.Join(", ", keys)}");
    }

    private static List<(string Name, PickleTensor Tensor)> Tensors(PickleDictionary dictionary, PickleSource source)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var found = new List<(string Name, PickleTensor Tensor)>();
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is not string name || value is not PickleTensor tensor)
                continue;
            if (name.Length > LongestName)
                throw source.Refuse($"a tensor has a name of {name.Length} characters, more than {LongestName}");
            // A repeated key overwrites, as assignment in Python does.
            if (index.TryGetValue(name, out var at))
                found[at] = (name, tensor);
            else
                index.Add(name, found.Count);
            if (index.Count > found.Count)
                found.Add((name, tensor));
        }
        var cut = KeyPrefixes.Length([.. found.Select(t => t.Name)]);
        return [.. found.Select(t => (t.Name[cut..], t.Tensor))];
    }

    private static string Kind(object? value) => value switch
    {
        PickleTensor => "a single tensor",
        PickleList or PickleTuple => "a list",
        string => "a text",
        _ => "a single value",
    };
}
