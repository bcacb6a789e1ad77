using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>A value of a configuration file before it has a type: a scalar, a list or a section, each with the place
/// where it was written.</summary>
/// <param name="Location">Where the value starts.</param>
internal abstract record ConfigNode(SourceLocation Location);
