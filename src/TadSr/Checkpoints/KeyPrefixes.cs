namespace TadSr.Checkpoints;

/// <summary>Prefixes that wrappers of PyTorch and of training programs put before every key: <c>module.</c> (parallel and averaged
/// models), <c>netG.</c> and <c>_orig_mod.</c> (compiled models).</summary>
internal static class KeyPrefixes
{
    private const string Module = "module.";
    private const string Averaged = "n_averaged";   // how many models an averaged model is the mean of, beside its keys
    private static readonly string[] wrappers = [Module, "netG.", "_orig_mod."];

    /// <summary>How many characters to cut from the start of every key. Only prefixes that all keys carry count, so that a
    /// network with a part of that name keeps it.</summary>
    public static int Length(IReadOnlyCollection<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var cut = 0;
        while (Next(keys, cut) is { } found)
            cut += found.Length;
        return cut;
    }

    /// <summary>Items by their keys without prefixes, in the same order. The count of an averaged model is left out.</summary>
    /// <param name="items">Anything that has a key.</param>
    /// <param name="key">The key of an item.</param>
    public static IReadOnlyList<(string Name, T Item)> Strip<T>(IEnumerable<T> items, Func<T, string> key)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(key);
        var kept = items.ToList();
        var keys = kept.ConvertAll(item => key(item));
        var cut = 0;
        while (true)
        {
            if (Next(keys, cut) is { } found)
            {
                cut += found.Length;
                continue;
            }
            var count = keys.FindIndex(name => name.AsSpan(cut).SequenceEqual(Averaged));
            if (count < 0 || Next([.. keys.Where((_, i) => i != count)], cut) is not Module)
                return kept.ConvertAll(item => (key(item)[cut..], item));
            keys.RemoveAt(count);
            kept.RemoveAt(count);
        }
    }

    private static string? Next(IReadOnlyCollection<string> keys, int cut) => keys.Count == 0
        ? null
        : wrappers.FirstOrDefault(wrapper => keys.All(key => key.Length > cut + wrapper.Length && key.AsSpan(cut).StartsWith(wrapper, StringComparison.Ordinal)));
}
