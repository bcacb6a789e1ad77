using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>A written list.</summary>
/// <param name="Location">Where it starts.</param>
/// <param name="Items">The items in the order of the file.</param>
internal sealed record ConfigList(SourceLocation Location, IReadOnlyList<ConfigNode> Items) : ConfigNode(Location);
