using System.CommandLine;
using System.CommandLine.Parsing;

namespace TadSr.Cli;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    private const string VerboseName = "--verbose";
    private const string LogFileName = "--log-file";

    private CommonOptions(bool verbose, string? logFile)
    {
        Verbose = verbose;
        LogFile = logFile;
    }

    /// <summary>Whether to print details, and the stack trace of an error.</summary>
    public bool Verbose { get; }

    /// <summary>The file that also gets every message, or null.</summary>
    public string? LogFile { get; }

    /// <summary>Adds the options to the root, so that every command takes them.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(new Option<bool>(VerboseName) { Description = "Print details, and the stack trace of an error.", Recursive = true });
        root.Add(new Option<string?>(LogFileName) { Description = "Append every message to this file too.", HelpName = "file", Recursive = true });
    }

    /// <summary>The values of a command line, also of one that is wrong elsewhere: its error belongs into the log file too.</summary>
    public static CommonOptions Of(string[] args)
    {
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        AddTo(root);
        var result = root.Parse(args, Shell.Parsing);
        var file = result.GetResult(LogFileName) is OptionResult { Tokens: [.., var last] } ? last.Value : null;
        return new CommonOptions(result.GetResult(VerboseName) is OptionResult verbose && !verbose.Errors.Any() && verbose.GetValueOrDefault<bool>(), file);
    }
}
