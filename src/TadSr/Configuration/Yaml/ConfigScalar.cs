using TadSr.Runtime;

namespace TadSr.Configuration.Yaml;

/// <summary>A single written value.</summary>
/// <param name="Location">Where it starts.</param>
/// <param name="Text">The text as written, without quotation marks.</param>
/// <param name="Quoted">Whether it was written in quotation marks or as a block, which makes it a text and nothing else.</param>
internal sealed record ConfigScalar(SourceLocation Location, string Text, bool Quoted) : ConfigNode(Location)
{
    /// <summary>Whether the value was left out or written as <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !Quoted && (Text is "" or "~" or "null");
}
