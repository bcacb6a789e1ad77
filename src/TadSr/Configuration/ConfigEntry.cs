using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A key with its value.</summary>
/// <param name="Place">Where the key is written.</param>
/// <param name="Key">The key as written.</param>
/// <param name="Value">Its value.</param>
public sealed record ConfigEntry(Place Place, string Key, ConfigNode Value);
