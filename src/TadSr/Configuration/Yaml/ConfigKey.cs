using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TadSr.Configuration.Yaml;

/// <summary>One key that a record understands.</summary>
/// <param name="Name">The key as written in a file: <see cref="JsonPropertyNameAttribute"/>, or the property's name in snake case.</param>
/// <param name="Property">The property.</param>
/// <param name="Nullable">Whether <c>~</c> is a value.</param>
/// <param name="Required">Whether the key must be given.</param>
/// <param name="Limits">The permitted range of a number.</param>
internal sealed record ConfigKey(string Name, PropertyInfo Property, bool Nullable, bool Required, LimitsAttribute? Limits)
{
    /// <summary>The type without its question mark.</summary>
    public Type Type => System.Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>The keys of a record, in the order of its properties: those that are public, can be set or
    /// initialised, and are not marked with <see cref="JsonIgnoreAttribute"/>.</summary>
    public static IReadOnlyList<ConfigKey> Of(Type record)
    {
        var nullability = new NullabilityInfoContext();
        return [.. from property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                   where property is { SetMethod.IsPublic: true, GetMethod.IsPublic: true } && property.GetIndexParameters().Length == 0
                       && !property.IsDefined(typeof(JsonIgnoreAttribute))
                   select new ConfigKey(
                       NameOf(property),
                       property,
                       nullability.Create(property).WriteState == NullabilityState.Nullable,
                       property.IsDefined(typeof(RequiredMemberAttribute)),
                       property.GetCustomAttribute<LimitsAttribute>())];
    }

    /// <summary>The key of a property.</summary>
    public static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    /// <summary>Whether a type is a section of its own rather than a value or a list.</summary>
    public static bool IsSection(Type type) => type is { IsClass: true, IsArray: false } && type != typeof(string) && type.GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>The dotted paths at which a key exists somewhere below a record.</summary>
    public static IEnumerable<string> PathsTo(string name, Type record, BindVariants? variants = null, string prefix = "")
    {
        foreach (var key in Of(record))
        {
            if (key.Name == name)
                yield return prefix + key.Name;
            var sections = key.Type == variants?.Base ? variants.Known.Select(v => v.Defaults.GetType()) : IsSection(key.Type) && key.Type != record ? [key.Type] : [];
            foreach (var path in sections.SelectMany(section => PathsTo(name, section, variants, $"{prefix}{key.Name}.")))
                yield return path;
        }
    }
}
