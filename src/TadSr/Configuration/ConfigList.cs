using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A written list.</summary>
/// <param name="Place">Where it starts.</param>
/// <param name="Items">The items in the order of the file.</param>
public sealed record ConfigList(Place Place, IReadOnlyList<ConfigNode> Items) : ConfigNode(Place);
