using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Inference;

/// <summary>Compares a run with the program that was published with its network.</summary>
internal static class ScriptDeviations
{
    /// <summary>What differs, each as setting, value here and value there; empty where nothing does.</summary>
    public static IReadOnlyList<string> Of(SuperResolver resolver, PublishedScript script)
    {
        var found = new List<string>();
        Compare(Setting.Tile, resolver.TileSide, script.Tile);
        if (script.Overlap is { } overlap)
        {
            Compare(Setting.Overlap, resolver.OverlapSide, overlap);
            Compare(Setting.Blend, Word(resolver.Options.Blend), Word(BlendMode.Average));
        }
        Compare(Setting.ColorFix, resolver.RepairsColours ? "on" : "off", "off");
        if (script.Sampler is { } sampler)
        {
            Compare(Setting.Steps, resolver.Steps, script.Steps);
            Compare(Setting.Sampler, resolver.Sampler, sampler);
        }
        if (script.Precision is { } precision)
            Compare(Setting.Precision, Word(resolver.Precision), Word(precision));
        return found;

        void Compare<T>(string setting, T here, T there)
        {
            if (!Equals(here, there))
                found.Add($"{setting} is {here}, there {there}");
        }
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
