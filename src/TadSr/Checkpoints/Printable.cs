using System.Text;

namespace TadSr.Checkpoints;

/// <summary>Makes text from a foreign file fit for a one-line message on a terminal.</summary>
internal static class Printable
{
    private const int Longest = 120;

    /// <summary>Control characters become <c>?</c>, long text is cut.</summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            shown.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c);
        return text.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>Bytes in the unit that a person would say.</summary>
    public static string Bytes(long count) => count switch
    {
        < 10_000 => FormattableString.Invariant($"{count} bytes"),
        < 1_000_000 => FormattableString.Invariant($"{count / 1e3:0.0} kB"),
        < 1_000_000_000 => FormattableString.Invariant($"{count / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{count / 1e9:0.00} GB"),
    };
}
