using System.Text.Json;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Where the values of one record were written, for the checks that concern several of them.</summary>
/// <param name="section">The section that the record was bound from.</param>
public sealed class ConfigPlaces(ConfigSection section)
{
    /// <summary>Where the section starts.</summary>
    public Place Section => section.Place;

    /// <summary>Where a property's value was written; the section's place where it was left out.</summary>
    /// <param name="property">The property's name, as <c>nameof</c> gives it.</param>
    public Place Of(string property) => section.Find(JsonNamingPolicy.SnakeCaseLower.ConvertName(property))?.Place ?? Section;
}
