using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>Turns a written scalar into a value of a given type, with the invariant culture.</summary>
internal static class ScalarReader
{
    /// <summary>Whether <see cref="Read"/> knows the type.</summary>
    public static bool Knows(Type type) =>
        type.IsEnum || type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long)
        || type == typeof(ulong) || type == typeof(float) || type == typeof(double);

    /// <summary>Reads a scalar that is not null.</summary>
    /// <param name="scalar">The written value.</param>
    /// <param name="type">One of the types that <see cref="Knows"/> names.</param>
    /// <param name="key">The key, for the message.</param>
    /// <exception cref="TadSrException">The text is no value of the type.</exception>
    public static object Read(ConfigScalar scalar, Type type, string key)
    {
        if (type == typeof(string))
        {
            return scalar.Text;
        }

        if (type.IsEnum)
        {
            return ReadEnum(scalar, type, key);
        }

        var value = scalar.Quoted ? null : type switch
        {
            _ when type == typeof(bool) => scalar.Text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(long) => long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(ulong) => ulong.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(float) => float.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number : null,
            _ when type == typeof(double) => double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
            _ => (object?)null,
        };
        return value ?? throw new TadSrException($"{scalar.Location}: '{key}' must be {Expected(type)}, found {Found(scalar)}.", ErrorKind.Usage);
    }

    /// <summary>The written form of an enum's value: <see cref="JsonStringEnumMemberNameAttribute"/> or its name in snake case.</summary>
    public static string NameOf(Type type, string member) =>
        type.GetField(member)?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member);

    private static object ReadEnum(ConfigScalar scalar, Type type, string key)
    {
        foreach (var member in Enum.GetNames(type))
        {
            if (NameOf(type, member).Replace('-', '_') == scalar.Text.Replace('-', '_'))
            {
                return Enum.Parse(type, member);
            }
        }

        var names = Enum.GetNames(type).Select(member => NameOf(type, member)).ToArray();
        var hint = NearestName.Of(scalar.Text, names) is { } nearest ? $"; did you mean '{nearest}'?" : ";";
        throw new TadSrException($"{scalar.Location}: '{key}' cannot be '{scalar.Text}'{hint} known values: {string.Join(", ", names)}.", ErrorKind.Usage);
    }

    private static string Expected(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number below 2147483648",
        _ when type == typeof(long) => "a whole number",
        _ when type == typeof(ulong) => "a whole number that is not negative",
        _ => "a number such as 0.5 or 5e-5",
    };

    private static string Found(ConfigScalar scalar) =>
        scalar.Quoted ? $"the quoted text '{scalar.Text}'" : $"'{scalar.Text}'";
}
