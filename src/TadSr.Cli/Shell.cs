using System.CommandLine;
using System.CommandLine.Invocation;
using Microsoft.Extensions.Logging;
using TadSr.Imaging;
using TadSr.Runtime;

namespace TadSr.Cli;

/// <summary>Runs a command line: what every command shares, from the encoding of the output to the exit code.</summary>
internal static class Shell
{
    /// <summary>The program's name in help and messages.</summary>
    public const string ProgramName = "tadsr";

    // A picture may be called @photo.png: no word is a file of further arguments.
    internal static ParserConfiguration Parsing => new() { ResponseFileTokenReplacer = null };

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="errors">The error stream.</param>
    /// <param name="signals">Where requests to stop come from.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(RootCommand root, string[] args, ErrorStream errors, SignalSource signals)
    {
        CommonOptions.AddTo(root);
        RequirePlainNumbers(root);
        RefuseEmptyWords(root);
        var options = CommonOptions.Of(args);
        using var messages = new Messages(errors, options.Verbose);
        using var interruption = new Interruption(messages, signals);
        try
        {
            if (options.LogFile is { } file)
                messages.AppendTo(file);
            if (Parse(root, args, out var mistake) is not { } result)
            {
                messages.Fail(mistake);
                return (int)ExitCode.Usage;
            }
            if (options.LibVipsFolder is { } libVips)
                ImageFile.LibVipsFolder = libVips;
            if (options.Libtorch is { } folder)
                Backend.UseLibtorch(folder, messages.CreateLoggers().CreateLogger("libtorch"));
            var code = await result.InvokeAsync(Invocation(messages), interruption.Token).ConfigureAwait(false);
            await interruption.Settle().ConfigureAwait(false);
            return code == (int)ExitCode.Interrupted ? (int)interruption.Code : code;
        }
#pragma warning disable CA1031 // The one place that ends the process: whatever arrives here becomes a line and an exit code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await interruption.Settle().ConfigureAwait(false);
            var report = ErrorReport.Of(error, interruption.Code);
            messages.Fail(report.Line, error);
            return (int)report.Code;
        }
    }

    /// <returns>Null for a command line with a mistake.</returns>
    private static ParseResult? Parse(RootCommand root, string[] args, out string mistake)
    {
        mistake = "";
        try
        {
            var result = root.Parse(args, Parsing);
            if (result.Action is not ParseErrorAction)
                return result;
            mistake = UsageMessage.Of(result);
        }
        catch (InvalidOperationException error)   // a check of a command asked for a value that is not of its type
        {
            mistake = UsageMessage.Of(error);
        }
        return null;
    }

    // System.CommandLine would kill a command two seconds after Ctrl+C, in the middle of a checkpoint: no handler of its
    // own, and no limit but the user's second Ctrl+C.
    private static CommandInvocation Invocation(Messages messages) => new(messages)
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

    // A script with an unset variable hands one over; the rest of the program would take it for the current folder or for nothing.
    private static void RefuseEmptyWords(Command command)
    {
        foreach (var option in command.Options)
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => token.Value.Length == 0))
                    result.AddError($"The value of {option.Name} is empty; give one or leave the option out.");
            });
        }
        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => token.Value.Length == 0))
                    result.AddError($"The argument '{argument.Name}' is empty; give one.");
            });
        }
        foreach (var subcommand in command.Subcommands)
            RefuseEmptyWords(subcommand);
    }

    private static bool IsReal(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
        return plain == typeof(double) || plain == typeof(float);
    }
}
