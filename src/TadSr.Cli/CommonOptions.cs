using System.CommandLine;
using System.CommandLine.Parsing;
using TadSr.Imaging;

namespace TadSr.Cli;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    private const string VerboseName = "--verbose";
    private const string LogFileName = "--log-file";
    private const string LibVipsName = "--libvips";

    private CommonOptions(bool verbose, string? logFile, string? libVips) => (Verbose, LogFile, LibVipsFolder) = (verbose, logFile, libVips);

    /// <summary>Whether to print details, and the stack trace of an error.</summary>
    public bool Verbose { get; }

    /// <summary>The file that also gets every message, or null.</summary>
    public string? LogFile { get; }

    /// <summary>The folder of the libvips to use instead of the program's own, or null.</summary>
    public string? LibVipsFolder { get; }

    /// <summary>Adds the options to the root, so that every command takes them.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(new Option<bool>(VerboseName) { Description = "Print details, and the stack trace of an error.", Recursive = true });
        root.Add(new Option<string?>(LogFileName) { Description = "Append every message to this file too.", HelpName = "file", Recursive = true });
        root.Add(new Option<string?>(LibVipsName) { Description = $"Folder of a libvips of your own, which may read more formats (HEIC) than the program's. [default: {LibVips.FolderVariable}]", HelpName = "folder", Recursive = true });
    }

    /// <summary>The values of a command line, also of one that is wrong elsewhere: its error belongs into the log file too.</summary>
    public static CommonOptions Of(string[] args)
    {
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        AddTo(root);
        var result = root.Parse(args, Shell.Parsing);
        return new CommonOptions(result.GetResult(VerboseName) is OptionResult verbose && !verbose.Errors.Any() && verbose.GetValueOrDefault<bool>(), Word(result, LogFileName), Word(result, LibVipsName));
    }

    private static string? Word(ParseResult result, string name) => result.GetResult(name) is OptionResult { Tokens: [.., var last] } ? last.Value : null;
}
