using System.CommandLine;
using TadSr.Configuration.Yaml;

namespace TadSr.Cli;

/// <summary>Says in one line what is wrong with a command line.</summary>
internal static class UsageMessage
{
    /// <summary>The line for a command line with errors.</summary>
    public static string Of(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var name = command is RootCommand ? Shell.ProgramName : $"{Shell.ProgramName} {command.Name}";
        return $"{Reason(result, command)} Run '{name} --help' for the usage.";
    }

    /// <summary>The line for a command line that the parser gave up on.</summary>
    public static string Of(InvalidOperationException error) => $"{InWords(error.Message)} Run '{Shell.ProgramName} --help' for the usage.";

    private static string Reason(ParseResult result, Command command)
    {
        if (result.UnmatchedTokens is [var stranger, ..])
        {
            var isOption = stranger.StartsWith('-');
            var known = isOption ? OptionNames(result) : command.Subcommands.Select(sub => sub.Name);
            var kind = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            var hint = NearestName.Of(stranger, known) is { } nearest ? $" did you mean '{nearest}'?" : "";
            return $"unknown {kind} '{stranger}';{hint}".TrimEnd(';') + (hint.Length == 0 ? "." : "");
        }

        return result.Errors is [var error, ..]
            ? InWords(error.Message)
            : "the command line is incomplete.";
    }

    private static IEnumerable<string> OptionNames(ParseResult result)
    {
        for (var symbol = result.CommandResult; symbol is not null; symbol = symbol.Parent as System.CommandLine.Parsing.CommandResult)
        {
            foreach (var option in symbol.Command.Options)
            {
                yield return option.Name;
                foreach (var alias in option.Aliases)
                    yield return alias;
            }
        }
    }

    private static string InWords(string message)
    {
        if (message.StartsWith("Required command", StringComparison.Ordinal))
            return "a command is missing.";
        var first = message.ReplaceLineEndings(" ").Replace(" Did you mean one of the following?", " Known values:", StringComparison.Ordinal);
        foreach (var (type, words) in new[] { (typeof(int), "a whole number"), (typeof(long), "a whole number"), (typeof(ulong), "a whole number that is not negative"), (typeof(double), "a number"), (typeof(float), "a number"), (typeof(int?), "a whole number"), (typeof(long?), "a whole number"), (typeof(double?), "a number") })
            first = first.Replace($"as expected type '{type}'", $"as {words}", StringComparison.Ordinal);
        return first.TrimEnd('.', ' ') + ".";
    }
}
