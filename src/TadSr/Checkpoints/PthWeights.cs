using TadSr.Checkpoints.Pickle;

namespace TadSr.Checkpoints;

/// <summary>Finds the weights in what a pickle held.</summary>
internal sealed class PthWeights
{
    private const int MostWrappers = 4;
    private const int Shown = 8;
    private const string SingleName = "tensor";
    private static readonly string[] wrappers = ["params_ema", "params-ema", "ema", "params", "state_dict", "model_state_dict", "model", "net"];
    private readonly PickleSource source;
    private readonly int leastRank;
    private readonly HashSet<PickleDictionary> seen = new(ReferenceEqualityComparer.Instance);

    private PthWeights(PickleSource source, int leastRank) => (this.source, this.leastRank) = (source, leastRank);

    /// <summary>The tensors under the first of the known keys that has any, else those of the only dictionary, else those of the
    /// dictionary itself, each looked at in the same way; without the prefixes of wrappers. A file that is nothing but one tensor
    /// gives it the name <c>tensor</c>.</summary>
    /// <returns>The layout, and names with tensors in the order of the file.</returns>
    public static (string Layout, IReadOnlyList<(string Name, PickleTensor Tensor)> Tensors) Find(object? root, PickleSource source)
    {
        if (root is PickleTensor single)
            return ("a single tensor", [(SingleName, single)]);
        if (root is not PickleDictionary dictionary)
            throw source.Refuse($"holds {Kind(root)} where a dictionary of tensors was expected");
        if (root is PickleObject { IsModule: true })
            return PthTensors.Below(dictionary, source) is { Count: > 0 } parameters ? ("TorchScript", parameters) : throw source.Refuse("a TorchScript archive without parameters");
        // Counters that are tensors beside the real weights do not make a dictionary of weights.
        var found = new PthWeights(source, 1).Search(dictionary, 0) ?? new PthWeights(source, 0).Search(dictionary, 0);
        return found?.Tensors is { } tensors ? (Layout(found), tensors) : throw Nothing(dictionary, found?.LeftOut ?? [], source);
    }

    private Finding? Search(PickleDictionary dictionary, int depth)
    {
        if (depth > MostWrappers || !seen.Add(dictionary))
            return null;
        var known = wrappers.Select(key => Under(key, dictionary.Find(key), depth)).OfType<Finding>().ToLookup(f => f.Tensors is not null);
        if (known[true].FirstOrDefault() is { } first)
            return first with { LeftOut = [.. first.LeftOut, .. known[true].Skip(1).Select(f => f.Path)] };
        var own = PthTensors.Below(dictionary, source);
        if (own.Any(t => t.Tensor.Shape.Length >= leastRank))
            return new Finding("", own, []);
        var others = dictionary.Items.Select(item => item.Key is string key ? Under(key, item.Value, depth) : null).OfType<Finding>();
        var inner = known[false].Concat(others).Take(Shown).ToList();
        return inner.Count <= 1 ? inner.FirstOrDefault() : new Finding("", null, [.. inner.SelectMany(f => f.Tensors is null ? f.LeftOut : [f.Path]).Take(Shown)]);
    }

    private Finding? Under(string key, object? value, int depth)
    {
        if (value is not PickleDictionary inner || Search(inner, depth + 1) is not { } found)
            return null;
        var shown = Printable.Text(key);
        return found with { Path = Join(shown, found.Path), LeftOut = [.. found.LeftOut.Select(other => Join(shown, other))] };
    }

    private static string Join(string outer, string inner) => inner.Length == 0 ? outer : $"{outer}.{inner}";

    private static string Layout(Finding found)
    {
        var path = found.Path.Length == 0 ? "plain" : found.Path;
        return found.LeftOut.Count == 0 ? path : $"{path}; left out: {string.Join(", ", found.LeftOut)}";
    }

    private static Runtime.TadSrException Nothing(PickleDictionary dictionary, IReadOnlyList<string> several, PickleSource source)
    {
        var known = string.Join(", ", wrappers);
        if (several.Count > 0)
            return source.Refuse($"holds several dictionaries of tensors ({string.Join(", ", several)}), none of them under {known}; save the wanted one alone");
        var keys = dictionary.Items.Select(i => i.Key).OfType<string>().Take(Shown).Select(Printable.Text);
        return source.Refuse($"holds no tensors at the top or under {known}; its keys begin with: {string.Join(", ", keys)}");
    }

    private static string Kind(object? value) => value switch
    {
        PickleList or PickleTuple => "a list",
        string => "a text",
        _ => "a single value",
    };

    /// <summary>Weights, or several dictionaries of which none can be preferred.</summary>
    /// <param name="Path">The keys on the way, joined by dots; empty for the dictionary itself.</param>
    /// <param name="Tensors">Null when it is not clear which are meant.</param>
    /// <param name="LeftOut">Other keys that hold tensors.</param>
    private sealed record Finding(string Path, IReadOnlyList<(string Name, PickleTensor Tensor)>? Tensors, IReadOnlyList<string> LeftOut);
}
