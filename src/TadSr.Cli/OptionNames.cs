using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>What the library calls by property, the program calls by option: the one place that says which.</summary>
internal static class OptionNames
{
    /// <summary>Property and option.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [Setting.AcceptDamaged] = "--accept-damaged",
        [Setting.Batch] = "--batch",
        [Setting.Blend] = "--blend",
        [Setting.ColorFix] = "--color-fix",
        [Setting.Codec] = "--codec",
        [Setting.Denoise] = "--denoise",
        [Setting.LibVipsFolder] = "--libvips",
        [Setting.MaxMemory] = "--max-memory",
        [Setting.Overlap] = "--overlap",
        [Setting.Precision] = "--precision",
        [Setting.Sampler] = "--sampler",
        [Setting.Schedule] = "--schedule",
        [Setting.Steps] = "--steps",
        [Setting.Tile] = "--tile",
        [Setting.Format] = "--format",
        [Setting.Output] = "--output",
        [Setting.Crop] = "--crop",
        [Setting.Protocol] = "--protocol",
        [Setting.Strict] = "--strict",
        [Setting.WeightsFolder] = "--weights-dir",
    };

    /// <summary>A message of the library in the program's words.</summary>
    public static string InWords(string message) =>
        All.Aggregate(message, (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal));
}
