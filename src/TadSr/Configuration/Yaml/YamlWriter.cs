using System.Collections;
using System.Globalization;
using TadSr.Runtime;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TadSr.Configuration.Yaml;

/// <summary>Writes a configuration with every key and its value, so that <see cref="YamlBinder"/> reads an equal one.</summary>
internal static class YamlWriter
{
    /// <summary>Writes a file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="config">A record that <see cref="YamlBinder"/> can bind.</param>
    /// <param name="comment">A line above the keys.</param>
    /// <param name="variants">What sections of an abstract type may be; null where there are none.</param>
    /// <exception cref="TadSrException">The file cannot be written.</exception>
    public static void Write(string path, object config, string comment, BindVariants? variants = null)
    {
        var text = $"# {comment}\n{ToText(config, variants)}";
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.Write(text);
        });
    }

    /// <summary>The keys and values as YAML.</summary>
    public static string ToText(object config, BindVariants? variants = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        // Long values stay on their line: every line is a key with its value.
        var emitter = new Emitter(text, EmitterSettings.Default.WithNewLine("\n").WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        EmitSection(emitter, config, MappingStyle.Block, variants);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void EmitSection(Emitter emitter, object record, MappingStyle style, BindVariants? variants)
    {
        emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
        if (variants?.Base.IsInstanceOfType(record) == true)
        {
            emitter.Emit(new Scalar(BindVariants.Key));
            emitter.Emit(new Scalar(variants.NameOf(record.GetType())));
        }
        foreach (var key in ConfigKey.Of(record.GetType()))
        {
            emitter.Emit(new Scalar(key.Name));
            EmitValue(emitter, key.Property.GetValue(record), style, variants);
        }
        emitter.Emit(new MappingEnd());
    }

    private static void EmitValue(Emitter emitter, object? value, MappingStyle style, BindVariants? variants)
    {
        switch (value)
        {
            case null:
                emitter.Emit(new Scalar("~"));
                break;
            case string text:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, ScalarStyle.DoubleQuoted, isPlainImplicit: false, isQuotedImplicit: true));
                break;
            case bool flag:
                emitter.Emit(new Scalar(flag ? "true" : "false"));
                break;
            case Enum member:
                emitter.Emit(new Scalar(ScalarReader.NameOf(member.GetType(), member.ToString())));
                break;
            case IFormattable number when ScalarReader.Knows(value.GetType()):
                emitter.Emit(new Scalar(number.ToString(null, CultureInfo.InvariantCulture)));
                break;
            case IEnumerable list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Flow));
                foreach (var item in list)
                    EmitValue(emitter, item, MappingStyle.Flow, variants);
                emitter.Emit(new SequenceEnd());
                break;
            default:
                EmitSection(emitter, value, style, variants);
                break;
        }
    }
}
