using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A value of a configuration file before it has a type: a scalar, a list or a section, each with the place
/// where it was written.</summary>
/// <param name="Place">Where the value starts.</param>
public abstract record ConfigNode(Place Place);
