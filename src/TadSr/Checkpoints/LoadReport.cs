using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>How the keys of a checkpoint fit those of a network.</summary>
/// <param name="Matched">Keys that fit, sorted.</param>
/// <param name="Missing">Keys that the network needs and the checkpoint lacks, sorted.</param>
/// <param name="Unexpected">Keys that the network does not know, sorted.</param>
/// <param name="Misshapen">Keys of both with different shapes, sorted.</param>
internal sealed record LoadReport(
    IReadOnlyList<string> Matched, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<MisshapenKey> Misshapen)
{
    private const int Shown = 4;

    /// <summary>Whether every key found its partner.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Misshapen.Count == 0;

    /// <summary>One line that names what does not fit, or how many keys do.</summary>
    public string Describe()
    {
        var parts = new List<string>();
        Add(parts, "missing", Missing, name => name);
        Add(parts, "unexpected", Unexpected, name => name);
        Add(parts, "misshapen", Misshapen, key => $"{Printable.Text(key.Name)} is {key.Found}, expected {key.Expected}");
        return parts.Count == 0 ? $"all {Matched.Count} keys fit" : string.Join("; ", parts);
    }

    /// <summary>Stops when something does not fit.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="network">The name of the network for the message.</param>
    /// <exception cref="TadSrException">Names the missing, unexpected and misshapen keys (<see cref="ErrorKind.BadFile"/>).</exception>
    public void ThrowIfIncomplete(string path, string network)
    {
        if (!IsComplete)
            throw new TadSrException($"{path}: the weights do not fit {network}: {Describe()}. Use a file made for this network.", ErrorKind.BadFile);
    }

    private static void Add<T>(List<string> parts, string what, IReadOnlyList<T> keys, Func<T, string> show)
    {
        if (keys.Count == 0)
            return;
        var rest = keys.Count > Shown ? $" and {keys.Count - Shown} more" : "";
        parts.Add($"{keys.Count} {what}: {string.Join(", ", keys.Take(Shown).Select(key => key is string name ? Printable.Text(name) : show(key)))}{rest}");
    }
}
