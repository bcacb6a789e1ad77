using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>A key with its value.</summary>
/// <param name="Location">Where the key is written.</param>
/// <param name="Key">The key as written.</param>
/// <param name="Value">Its value.</param>
internal sealed record ConfigEntry(SourceLocation Location, string Key, ConfigNode Value);
