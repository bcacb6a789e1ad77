using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>Where the values of one record were written, for the checks that concern several of them.</summary>
/// <param name="section">The section that the record was bound from.</param>
internal sealed class ConfigLocations(ConfigSection section)
{
    /// <summary>Where the section starts.</summary>
    public SourceLocation Section => section.Location;

    /// <summary>Where a property's value was written; the section's place where it was left out.</summary>
    /// <param name="property">The property's name, as <c>nameof</c> gives it.</param>
    public SourceLocation Of(string property) => section.Find(JsonNamingPolicy.SnakeCaseLower.ConvertName(property))?.Location ?? Section;
}
