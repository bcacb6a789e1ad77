using TadSr.Runtime;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TadSr.Configuration.Yaml;

/// <summary>Reads one YAML document into <see cref="ConfigNode"/>s. Anchors, aliases, tags and further documents are
/// refused: a configuration is read as it stands, and cannot grow while it is read.</summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 32;

    private readonly Parser parser;
    private readonly Func<Mark, SourceLocation> locationOf;

    private YamlReader(string text, Func<Mark, SourceLocation> locationOf)
    {
        parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        this.locationOf = locationOf;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="locationOf">Makes the place that errors name from a position in the text.</param>
    /// <returns>The document's node; null for a text without one.</returns>
    /// <exception cref="TadSrException">The text is not YAML, or uses what a configuration must not.</exception>
    public static ConfigNode? Read(string text, Func<Mark, SourceLocation> locationOf)
    {
        var reader = new YamlReader(text, locationOf);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            var reason = error.Message.TrimEnd('.');
            throw new TadSrException($"{locationOf(error.Start)}: this is not valid YAML: {reason}.", ErrorKind.Usage);
        }
        catch (InvalidOperationException)   // the scanner's answer to a flow list that never ends
        {
            var place = locationOf(reader.parser.Current?.Start ?? Mark.Empty);
            throw new TadSrException($"{place}: this is not valid YAML: the text breaks off or a bracket stays open.", ErrorKind.Usage);
        }
    }

    private ConfigNode? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        parser.Consume<DocumentStart>();
        var node = ReadNode(0);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            throw Refuse(second.Start, "a second document starts here; write one configuration per file");
        }

        return node;
    }

    private ConfigNode ReadNode(int depth)
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            throw Refuse(alias.Start, $"the alias '*{alias.Value}' is not supported; write the value out");
        }

        if (depth > DeepestNesting)
        {
            throw Refuse(parser.Current?.Start ?? Mark.Empty, $"more than {DeepestNesting} levels of nesting");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            RefuseExtras(scalar);
            return new ConfigScalar(locationOf(scalar.Start), scalar.Value, scalar.Style is not ScalarStyle.Plain);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            RefuseExtras(sequence);
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode(depth + 1));
            }

            return new ConfigList(locationOf(sequence.Start), items);
        }

        var mapping = parser.Consume<MappingStart>();
        RefuseExtras(mapping);
        return new ConfigSection(locationOf(mapping.Start), ReadEntries(depth));
    }

    private List<ConfigEntry> ReadEntries(int depth)
    {
        var entries = new List<ConfigEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key))
            {
                throw Refuse(parser.Current?.Start ?? Mark.Empty, "a key must be a plain word");
            }

            RefuseExtras(key);
            if (entries.Find(entry => entry.Key == key.Value) is { } first)
            {
                throw Refuse(key.Start, $"the key '{key.Value}' is already given at {first.Location}; keep one of them");
            }

            entries.Add(new ConfigEntry(locationOf(key.Start), key.Value, ReadNode(depth + 1)));
        }

        return entries;
    }

    private void RefuseExtras(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw Refuse(node.Start, $"the anchor '&{node.Anchor.Value}' is not supported; write the value where it is used");
        }

        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            throw Refuse(node.Start, $"the tag '{node.Tag.Value}' is not supported; the key says what type its value has");
        }
    }

    private TadSrException Refuse(Mark mark, string reason) => new($"{locationOf(mark)}: {reason}.", ErrorKind.Usage);
}
