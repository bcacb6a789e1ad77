using System.Reflection;
using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>Gives a written configuration the types of a record. Nothing is guessed: a key that the record does not have,
/// a value of another type, and a value outside its limits are errors that name the place.</summary>
/// <remarks>
/// A key is the property's name in snake case. Values are texts, numbers, booleans, enums (snake or kebab case), lists
/// (read-only lists or arrays), maps with free keys (read-only dictionaries) and records again. What a file leaves out
/// keeps the value that the record, or the given defaults, have there, section by section. A record may have
/// <list type="bullet">
/// <item><c>void Validate(SourceLocation)</c> or <c>void Validate(ConfigLocations)</c>, public or internal, called after binding;</item>
/// <item><c>static TRecord FromScalar(string)</c>, public or internal, so that a text may stand where the record is expected;</item>
/// <item><see cref="LimitsAttribute"/> on its numbers.</item>
/// </list>
/// </remarks>
internal static class YamlBinder
{
    private const BindingFlags AnyInstance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
    private const BindingFlags AnyStatic = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>Binds a configuration.</summary>
    /// <typeparam name="T">A record with a parameterless constructor.</typeparam>
    /// <param name="tree">What was written.</param>
    /// <param name="defaults">The values for everything that was not written; null takes the record's own.</param>
    /// <param name="variants">What sections of an abstract type may be; null where there are none.</param>
    /// <exception cref="TadSrException">Something written does not fit the record; the message names the place.</exception>
    public static T Bind<T>(ConfigTree tree, T? defaults = null, BindVariants? variants = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(tree);
        return (T)BindSection(tree.Root, typeof(T), defaults, "", new Context(typeof(T), variants));
    }

    private static object BindSection(ConfigSection section, Type type, object? defaults, string path, Context context)
    {
        var keys = ConfigKey.Of(type);
        if (section.Entries.FirstOrDefault(entry => !keys.Any(key => key.Name == entry.Key)) is { } stranger)
        {
            throw Unknown(stranger, keys, path, context);
        }

        if (keys.FirstOrDefault(key => key.Required && defaults is null && section.Find(key.Name) is null) is { } missing)
        {
            throw new TadSrException($"{section.Location}: the key '{path}{missing.Name}' is missing.", ErrorKind.Usage);
        }

        var record = CopyOf(defaults) ?? Activator.CreateInstance(type)
            ?? throw new InvalidOperationException($"{type} has no parameterless constructor.");
        foreach (var key in keys)
        {
            if (section.Find(key.Name) is { } node)
            {
                key.Property.SetValue(record, BindValue(node, key, key.Property.GetValue(record), path, context));
            }
        }

        Validate(record, section);
        return record;
    }

    private static object? BindValue(ConfigNode node, ConfigKey key, object? current, string path, Context context)
    {
        var name = path + key.Name;
        if (node is not ConfigScalar { IsNull: true })
        {
            return BindValue(node, key.Type, key.Limits, current, name, context);
        }

        if (key.Type == context.Variants?.Base)
        {
            return BindVariant(new ConfigSection(node.Location, []), current, name, context);
        }

        if (key.Nullable)
        {
            return null;
        }

        // A section whose lines are all commented out is an empty one.
        return ConfigKey.IsSection(key.Type)
            ? BindSection(new ConfigSection(node.Location, []), key.Type, current, name + ".", context)
            : throw new TadSrException($"{node.Location}: '{name}' needs a value; write one or remove the line.", ErrorKind.Usage);
    }

    private static object BindValue(ConfigNode node, Type type, LimitsAttribute? limits, object? current, string name, Context context)
    {
        if (ScalarReader.Knows(type))
        {
            var scalar = node as ConfigScalar ?? throw Expected(node, name, "a single value");
            var value = ScalarReader.Read(scalar, type, name);
            return Inside(limits, value) ? value : throw new TadSrException($"{scalar.Location}: '{name}' is {scalar.Text}, but must be {limits}.", ErrorKind.Usage);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            return BindMap(node, type.GetGenericArguments()[1], limits, name, context);
        }

        if (ElementOf(type) is { } element)
        {
            return BindList(node, element, limits, name, context);
        }

        if (type == context.Variants?.Base)
        {
            return BindVariant(node as ConfigSection ?? throw Expected(node, name, "a section with 'key: value' lines"), current, name, context);
        }

        if (!ConfigKey.IsSection(type))
        {
            throw new InvalidOperationException($"'{name}' has the type {type}, which a configuration cannot hold.");
        }

        if (node is ConfigScalar text && type.GetMethod("FromScalar", AnyStatic, [typeof(string)]) is { } fromScalar)
        {
            return fromScalar.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [text.Text], null)!;
        }

        var section = node as ConfigSection ?? throw Expected(node, name, "a section with 'key: value' lines");
        return BindSection(section, type, current, name + ".", context);
    }

    // Another type than that of the present record starts from its own defaults.
    private static object BindVariant(ConfigSection section, object? current, string name, Context context)
    {
        var variants = context.Variants!;
        var named = section.Find(BindVariants.Key);
        var wanted = named is null ? variants.Known[0].Name : (string)ScalarReader.Read(named as ConfigScalar ?? throw Expected(named, $"{name}.{BindVariants.Key}", "a single value"), typeof(string), $"{name}.{BindVariants.Key}");
        var known = variants.Known.Select(v => v.Name).ToArray();
        var defaults = variants.Known.FirstOrDefault(v => v.Name == wanted).Defaults;
        if (defaults is null)
        {
            var hint = NearestName.Of(wanted, known) is { } nearest ? $"; did you mean '{nearest}'?" : ";";
            throw new TadSrException($"{named!.Location}: '{name}.{BindVariants.Key}' cannot be '{wanted}'{hint} known values: {string.Join(", ", known)}.", ErrorKind.Usage);
        }

        var rest = new ConfigSection(section.Location, [.. section.Entries.Where(entry => entry.Key != BindVariants.Key)]);
        return BindSection(rest, defaults.GetType(), current?.GetType() == defaults.GetType() ? current : defaults, name + ".", context);
    }

    private static Array BindList(ConfigNode node, Type element, LimitsAttribute? limits, string name, Context context)
    {
        var list = node as ConfigList ?? throw Expected(node, name, node is ConfigScalar single ? $"a list, such as [{single.Text}]" : "a list");
        if (limits is not null && (list.Items.Count < limits.MinCount || list.Items.Count > limits.MaxCount))
            throw new TadSrException($"{list.Location}: '{name}' has {list.Items.Count} value(s), but must have {limits.CountInWords}.", ErrorKind.Usage);
        var items = Array.CreateInstance(element, list.Items.Count);
        for (var i = 0; i < items.Length; i++)
        {
            items.SetValue(BindItem(list.Items[i], element, limits, $"{name}[{i}]", context), i);
        }

        return items;
    }

    private static object BindMap(ConfigNode node, Type element, LimitsAttribute? limits, string name, Context context)
    {
        var section = node as ConfigSection ?? throw Expected(node, name, "a section with 'name: value' lines");
        var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var entry in section.Entries)
        {
            map.Add(entry.Key, BindItem(entry.Value, element, limits, $"{name}.{entry.Key}", context));
        }

        return map;
    }

    private static object BindItem(ConfigNode node, Type element, LimitsAttribute? limits, string name, Context context) =>
        node is ConfigScalar { IsNull: true }
            ? throw new TadSrException($"{node.Location}: '{name}' needs a value.", ErrorKind.Usage)
            : BindValue(node, element, limits, null, name, context);

    private static bool Inside(LimitsAttribute? limits, object value) =>
        limits is null || value is string or bool or Enum || limits.Contains(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));

    private static Type? ElementOf(Type type)
    {
        var element = type.IsArray ? type.GetElementType() : type.IsGenericType && type.GetGenericArguments() is [var only] ? only : null;
        return element is not null && type.IsAssignableFrom(element.MakeArrayType()) ? element : null;
    }

    private static object? CopyOf(object? record) =>
        record?.GetType().GetMethod("<Clone>$", AnyInstance)?.Invoke(record, null);

    private static void Validate(object record, ConfigSection section)
    {
        var type = record.GetType();
        type.GetMethod("Validate", AnyInstance, [typeof(SourceLocation)])?.Invoke(record, BindingFlags.DoNotWrapExceptions, null, [section.Location], null);
        type.GetMethod("Validate", AnyInstance, [typeof(ConfigLocations)])?.Invoke(record, BindingFlags.DoNotWrapExceptions, null, [new ConfigLocations(section)], null);
    }

    private static TadSrException Expected(ConfigNode node, string name, string what)
    {
        var found = node switch
        {
            ConfigScalar scalar => $"'{scalar.Text}'",
            ConfigList => "a list",
            _ => "a section",
        };
        return new TadSrException($"{node.Location}: '{name}' must be {what}, found {found}.", ErrorKind.Usage);
    }

    private static TadSrException Unknown(ConfigEntry entry, IReadOnlyList<ConfigKey> keys, string path, Context context)
    {
        var known = keys.Select(key => key.Name).ToArray();
        var place = path.Length == 0 ? "" : $" in '{path.TrimEnd('.')}'";
        var nearest = ConfigKey.PathsTo(entry.Key, context.Root, context.Variants).FirstOrDefault(other => other != path + entry.Key) ?? NearestName.Of(entry.Key, known);
        // A key that stands where it belongs, but to a record of another type.
        var owner = path + entry.Key is var own && ConfigKey.PathsTo(entry.Key, context.Root, context.Variants).Contains(own)
            ? context.Variants?.Known.FirstOrDefault(v => ConfigKey.Of(v.Defaults.GetType()).Any(key => key.Name == entry.Key)).Name
            : null;
        var hint = owner is not null ? $" it belongs to {BindVariants.Key}: {owner};" : nearest is null ? "" : $" did you mean '{nearest}'?";
        return new TadSrException($"{entry.Location}: unknown key '{entry.Key}'{place};{hint} known here: {string.Join(", ", known)}.", ErrorKind.Usage);
    }

    /// <summary>What the whole binding shares: the outermost record, for hints, and what abstract sections may be.</summary>
    private sealed record Context(Type Root, BindVariants? Variants);
}
