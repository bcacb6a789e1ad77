using System.CommandLine;
using System.CommandLine.Invocation;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>Runs a command line: what every command shares, from the encoding of the output to the exit code.</summary>
internal static class Shell
{
    /// <summary>The program's name in help and messages.</summary>
    public const string ProgramName = "tadsr";

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="errors">The error stream.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter errors)
    {
        CommonOptions.AddTo(root);
        RequirePlainNumbers(root);

        ParseResult result;
        try
        {
            // A picture may be called @photo.png: no word is a file of further arguments.
            result = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        }
        catch (InvalidOperationException error)   // a check of a command asked for a value that is not of its type
        {
            await errors.WriteLineAsync(UsageMessage.Of(error)).ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        if (result.Action is ParseErrorAction)
        {
            await errors.WriteLineAsync(UsageMessage.Of(result)).ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        using var interruption = new Interruption(errors);
        var options = CommonOptions.Of(result);
        string? log = null;
        try
        {
            if (options.LogFile is { } file)
                Logging.CheckWritable(file);
            log = options.LogFile;
            var code = await result.InvokeAsync(Invocation(), interruption.Token).ConfigureAwait(false);
            return code == (int)ExitCode.Interrupted ? (int)interruption.Code : code;
        }
#pragma warning disable CA1031 // The one place that ends the process: whatever arrives here becomes a line and an exit code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            var report = ErrorReport.Of(error, interruption.Code);
            if (log is not null)
                Logging.Record(log, error);
            await errors.WriteLineAsync(options.Verbose ? $"{report.Line}{Environment.NewLine}{error}" : report.Line).ConfigureAwait(false);
            return (int)report.Code;
        }
    }

    // System.CommandLine would kill a command two seconds after Ctrl+C, in the middle of a checkpoint: no handler of its
    // own, and no limit but the user's second Ctrl+C.
    private static InvocationConfiguration Invocation() => new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };

    // By default "0,5" would be read as 5, because a comma may group thousands.
    private static void RequirePlainNumbers(Command command)
    {
        foreach (var option in command.Options.Where(option => IsReal(option.ValueType)))
        {
            option.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => token.Value.Contains(',', StringComparison.Ordinal)))
                    result.AddError($"Cannot parse argument '{token.Value}' for option '{option.Name}' as a number; write the decimals after a point.");
            });
        }
        foreach (var subcommand in command.Subcommands)
            RequirePlainNumbers(subcommand);
    }

    private static bool IsReal(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
        return plain == typeof(double) || plain == typeof(float);
    }
}
