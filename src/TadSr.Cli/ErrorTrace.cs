using System.Text;

namespace TadSr.Cli;

/// <summary>Where an error comes from: types and stack traces, without the words that the user has read already.</summary>
internal static class ErrorTrace
{
    /// <summary>The lines for an error and its causes.</summary>
    /// <param name="error">The error.</param>
    /// <param name="said">What has been said of it.</param>
    public static string Of(Exception error, string said)
    {
        var text = new StringBuilder(said);
        Add(text, error, "");
        return text.ToString(said.Length, text.Length - said.Length).TrimEnd();
    }

    private static void Add(StringBuilder text, Exception error, string introduction)
    {
        IEnumerable<Exception> causes = error.InnerException is { } cause ? [cause] : [];
        if (error is AggregateException several)
            causes = several.InnerExceptions;   // whose words its own message repeats
        var words = error is AggregateException ? [] : News(text.ToString(), error.Message);
        text.AppendLine($"{introduction}{error.GetType()}{string.Concat(words.Select(line => $": {line}"))}");
        if (error.StackTrace is { } trace)
            text.AppendLine(trace);
        foreach (var inner in causes)
            Add(text, inner, "caused by ");
    }

    // A message that quotes another one often leaves its last stop out.
    private static List<string> News(string said, string message) =>
        [.. message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !said.Contains(line.TrimEnd('.'), StringComparison.Ordinal))];
}
