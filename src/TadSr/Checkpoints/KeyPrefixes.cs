namespace TadSr.Checkpoints;

/// <summary>Prefixes that wrappers of PyTorch put before every key: <c>module.</c> (DDP) and <c>_orig_mod.</c> (torch.compile).</summary>
public static class KeyPrefixes
{
    private static readonly string[] wrappers = ["module.", "_orig_mod."];

    /// <summary>How many characters to cut from the start of every key. Only prefixes that all keys carry count, so that a
    /// network with a part of that name keeps it.</summary>
    public static int Length(IReadOnlyCollection<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var cut = 0;
        while (keys.Count > 0 && wrappers.FirstOrDefault(wrapper => keys.All(key => key.AsSpan(cut).StartsWith(wrapper, StringComparison.Ordinal))) is { } found)
            cut += found.Length;
        return cut;
    }
}
