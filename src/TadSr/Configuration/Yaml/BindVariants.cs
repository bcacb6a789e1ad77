namespace TadSr.Configuration.Yaml;

/// <summary>What a section of an abstract type may be: its key <c>type</c> names one of several records.</summary>
/// <param name="Base">The abstract type.</param>
/// <param name="Known">The names, each with the record that holds what is not written; the first one is taken where none is named.</param>
internal sealed record BindVariants(Type Base, IReadOnlyList<(string Name, object Defaults)> Known)
{
    /// <summary>The key that names the variant.</summary>
    public const string Key = "type";

    /// <summary>The name under which a record's type is known.</summary>
    public string NameOf(Type type) => Known.First(v => v.Defaults.GetType() == type).Name;
}
