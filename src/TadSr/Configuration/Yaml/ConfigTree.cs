using System.Text;
using TadSr.Runtime;
using YamlDotNet.Core;

namespace TadSr.Configuration.Yaml;

/// <summary>A configuration as it was written, with the place of every value; <see cref="YamlBinder"/> gives it types.</summary>
internal sealed class ConfigTree
{
    private const long LargestFile = 1 << 20;

    private ConfigTree(ConfigSection root) => Root = root;

    /// <summary>The outermost section.</summary>
    public ConfigSection Root { get; }

    /// <summary>Reads a YAML file.</summary>
    /// <param name="path">The file; errors name it as given here.</param>
    /// <exception cref="TadSrException">The file is missing or unreadable (<see cref="ErrorKind.BadFile"/>), or is not a
    /// configuration (<see cref="ErrorKind.Usage"/>).</exception>
    public static ConfigTree Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var length = new FileInfo(path).Length;
            if (length > LargestFile)
            {
                throw new TadSrException($"{path}: {length} bytes is too large for a configuration (at most {LargestFile}); is this the right file?", ErrorKind.BadFile);
            }

            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            return Parse(text.TrimStart('\uFEFF'), path);
        }
        catch (DecoderFallbackException)
        {
            throw new TadSrException($"{path}: this is not a text in UTF-8; a configuration is a YAML file.", ErrorKind.BadFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TadSrException($"{path}: the configuration cannot be read: {error.Message}", ErrorKind.BadFile);
        }
    }

    /// <summary>Reads a YAML text.</summary>
    /// <param name="text">The YAML; an empty text is an empty configuration.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="TadSrException">The text is not a configuration.</exception>
    public static ConfigTree Parse(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        SourceLocation At(Mark mark) => new(name, (int)mark.Line, (int)mark.Column);
        return YamlReader.Read(text, At) switch
        {
            null or ConfigScalar { IsNull: true } => new ConfigTree(new ConfigSection(new SourceLocation(name, 1, 1), [])),
            ConfigSection root => new ConfigTree(root),
            var other => throw new TadSrException($"{other.Location}: a configuration consists of 'key: value' lines.", ErrorKind.Usage),
        };
    }

    /// <summary>A copy with one value replaced or added, as <c>a.b.c=value</c> asks for.</summary>
    /// <param name="assignment">Keys joined by dots, an equals sign, and a YAML value: a number, a text, <c>[a, b]</c>, <c>{a: b}</c>, <c>~</c>.</param>
    /// <exception cref="TadSrException">The assignment has no such form, or passes through a value that is no section.</exception>
    public ConfigTree With(string assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        var path = (equals < 0 ? assignment : assignment[..equals]).Trim();
        var keys = path.Split('.');
        if (equals < 0 || keys.Any(string.IsNullOrWhiteSpace))
        {
            throw new TadSrException($"override {assignment}: expected key=value, with the keys of nested sections joined by dots, such as 'train.batch=8'.", ErrorKind.Usage);
        }

        var location = new SourceLocation($"override {path}");
        var value = YamlReader.Read(assignment[(equals + 1)..], _ => location) ?? new ConfigScalar(location, "", Quoted: false);
        return new ConfigTree(Replace(Root, keys, value, location));
    }

    /// <summary>A copy with several values replaced, the last one of a key winning.</summary>
    /// <param name="assignments">See <see cref="With(string)"/>.</param>
    public ConfigTree With(IEnumerable<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        return assignments.Aggregate(this, (tree, assignment) => tree.With(assignment));
    }

    private static ConfigSection Replace(ConfigSection section, ReadOnlySpan<string> keys, ConfigNode value, SourceLocation location)
    {
        var key = keys[0];
        var old = section.Entries.FirstOrDefault(entry => entry.Key == key);
        var replacement = new ConfigEntry(location, key, keys.Length == 1 ? value : Replace(Inner(old, location), keys[1..], value, location));
        var entries = section.Entries.Where(entry => entry != old).Append(replacement);
        return new ConfigSection(keys.Length == 1 ? Mention(section.Location, location) : section.Location, [.. entries]);
    }

    // A check of the whole section must not blame the file alone for what the command line changed in it.
    private static SourceLocation Mention(SourceLocation section, SourceLocation change) =>
        section == change ? section : new SourceLocation(section.File.Contains("override ", StringComparison.Ordinal) ? $"{section}, {change}" : $"{section} with {change}");

    private static ConfigSection Inner(ConfigEntry? entry, SourceLocation location) => entry?.Value switch
    {
        null or ConfigScalar { IsNull: true } => new ConfigSection(location, []),
        ConfigSection section => section,
        _ => throw new TadSrException($"{location}: '{entry.Key}' is a single value at {entry.Value.Location}, so nothing can be set inside it.", ErrorKind.Usage),
    };
}
