using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>A written mapping of keys to values; a key occurs once.</summary>
/// <param name="Location">Where it starts.</param>
/// <param name="Entries">The entries in the order of the file.</param>
internal sealed record ConfigSection(SourceLocation Location, IReadOnlyList<ConfigEntry> Entries) : ConfigNode(Location)
{
    /// <summary>The value of a key, or null where the section does not have it.</summary>
    public ConfigNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}
