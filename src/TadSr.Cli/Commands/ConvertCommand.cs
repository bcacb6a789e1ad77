using System.CommandLine;
using TadSr.Checkpoints;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Runtime;

namespace TadSr.Cli.Commands;

/// <summary><c>tadsr convert a.pth b.safetensors</c>.</summary>
internal static class ConvertCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A safetensors or PyTorch (.pth) file; nothing in it is executed." };
        var target = new Argument<string>("target") { Description = "The .safetensors file to write." };
        var half = new Option<bool>("--half") { Description = "Store floating-point numbers as float16, at half the size." };
        var force = new Option<bool>("--force") { Description = "Replace the target when it exists." };
        var revision = new Option<int?>("--revision") { Description = "State the revision of the lite network for a file from before files named it. Only who trained the file knows; a wrong one gives nonsense.", HelpName = "n" };
        InferOptions.InRange(revision, 1, LiteUnet.Revision);
        var command = new Command("convert", "Convert a checkpoint to safetensors.") { source, target, half, force, revision };
        command.SetAction(result =>
        {
            Run(result.GetRequiredValue(source), result.GetRequiredValue(target), result.GetValue(half), result.GetValue(force), result.GetValue(revision), result.InvocationConfiguration.Output);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Run(string source, string target, bool half, bool force, int? revision, TextWriter output)
    {
        if (!target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new TadSrException($"{target}: the target must end in .safetensors, the only format that is written.", ExitCode.Usage);
        if (File.Exists(target) && !force)
            throw new TadSrException($"{target}: exists already; give --force to replace it.", ExitCode.Usage);
        using var checkpoint = CheckpointFile.Open(source);
        var entries = revision is { } number ? new Dictionary<string, string> { [ModelDescription.MetadataKey] = ModelDescription.Mark(checkpoint, number).ToJson() } : null;
        CheckpointConverter.Convert(checkpoint, target, half, entries);
        output.WriteLine($"{target}: {checkpoint.Entries.Count} tensors, {Printable.Bytes(new FileInfo(target).Length)}, from {source} ({checkpoint.Format}, {checkpoint.Layout})");
    }
}
