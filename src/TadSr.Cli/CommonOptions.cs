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
    private const string LibtorchName = "--libtorch";
    private const string LibtorchVariable = "TADSR_LIBTORCH";

    private CommonOptions(bool verbose, string? logFile, string? libVips, string? libtorch) => (Verbose, LogFile, LibVipsFolder, Libtorch) = (verbose, logFile, libVips, libtorch);

    /// <summary>Whether to print details, and the stack trace of an error.</summary>
    public bool Verbose { get; }

    /// <summary>The file that also gets every message, or null.</summary>
    public string? LogFile { get; }

    /// <summary>The folder of the libvips to use instead of the program's own, or null.</summary>
    public string? LibVipsFolder { get; }

    /// <summary>The folder of a libtorch that is to be loaded in place of the program's own, or null; else an environment variable names it.</summary>
    public string? Libtorch { get; }

    /// <summary>Adds the options to the root, so that every command takes them.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(new Option<bool>(VerboseName) { Description = "Print details, and the stack trace of an error.", Recursive = true });
        root.Add(new Option<string?>(LogFileName) { Description = "Append every message to this file too.", HelpName = "file", Recursive = true });
        root.Add(new Option<string?>(LibVipsName) { Description = $"Folder of a libvips of your own, which may read more formats (HEIC) than the program's. [default: {LibVips.FolderVariable}]", HelpName = "folder", Recursive = true });
        root.Add(new Option<string?>(LibtorchName) { Description = $"Folder of a libtorch to load in place of the program's own, such as torch/lib of a PyTorch. [default: {LibtorchVariable}]", HelpName = "folder", Recursive = true });
    }

    /// <summary>The values of a command line, also of one that is wrong elsewhere: its error belongs into the log file too.</summary>
    public static CommonOptions Of(string[] args)
    {
        var root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        AddTo(root);
        var result = root.Parse(args, Shell.Parsing);
        var isVerbose = result.GetResult(VerboseName) is OptionResult verbose && !verbose.Errors.Any() && verbose.GetValueOrDefault<bool>();
        var libtorch = Text(LibtorchName) ?? Environment.GetEnvironmentVariable(LibtorchVariable);
        return new CommonOptions(isVerbose, Text(LogFileName), Text(LibVipsName), string.IsNullOrEmpty(libtorch) ? null : libtorch);

        string? Text(string name) => result.GetResult(name) is OptionResult { Tokens: [.., var last] } ? last.Value : null;
    }
}
