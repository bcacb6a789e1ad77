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
        var revision = new Option<int?>("--revision") { Description = "State the revision of the network, where it has revisions, for a file from before files named it. Only who trained the file knows; a wrong one gives nonsense.", HelpName = "n" };
        InferOptions.AtLeast(revision, 1);
        var mix = new Option<string?>("--mix") { Description = "Interpolate with this checkpoint of the same network, such as the one that the source was trained from.", HelpName = "file" };
        var share = new Option<double>("--share") { Description = "Share of the --mix file, 0 to 1.", DefaultValueFactory = _ => 0.5, HelpName = "x" };
        share.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
                result.AddError($"--share is {result.Tokens[0].Value}; use 0 to 1.");
        });
        var command = new Command("convert", "Convert a checkpoint to safetensors.") { source, target, half, force, revision, mix, share };
        command.SetAction(result =>
        {
            var other = result.GetValue(mix);
            if (other is null && result.GetResult(share) is { Implicit: false })
                throw new TadSrException("--share is given without --mix; name the other checkpoint with --mix.", ErrorKind.Usage);
            Run(result.GetRequiredValue(source), result.GetRequiredValue(target), result.GetValue(half), result.GetValue(force), result.GetValue(revision), other, result.GetValue(share), result.InvocationConfiguration.Output);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static void Run(string source, string target, bool half, bool force, int? revision, string? mix, double share, TextWriter output)
    {
        if (!target.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new TadSrException($"{target}: the target must end in .safetensors, the only format that is written.", ErrorKind.Usage);
        if (File.Exists(target) && !force)
            throw new TadSrException($"{target}: exists already; give --force to replace it.", ErrorKind.Usage);
        if (RealPath.FirstReplacement(mix is null ? [source] : [source, mix], [target]) is not null)
            throw new TadSrException($"{target}: the target would replace a source; name another file.", ErrorKind.Usage);
        using var checkpoint = CheckpointFile.Open(source);
        var entries = revision is { } number ? new Dictionary<string, string> { [ModelDescription.MetadataKey] = ModelFile.WithRevision(checkpoint, number).ToJson() } : null;
        using var other = mix is null ? null : CheckpointFile.Open(mix);
        var added = other is null ? null : RequireSameFamily(checkpoint, other);
        if (other is not null && revision is { } stated)
            ModelFile.WithRevision(other, stated);   // refuses a file that states another one
        else if (other is not null)
            RequireSameRevision(checkpoint, other);
        using var interpolated = other is null ? null : new InterpolatedCheckpoint(checkpoint, other, share, added);
        CheckpointConverter.Convert(interpolated ?? checkpoint, target, half, entries);
        output.WriteLine($"{target}: {checkpoint.Entries.Count} tensors, {Printable.Bytes(new FileInfo(target).Length)}, from {source} ({checkpoint.Format}, {checkpoint.Layout})");
    }

    // Returns the tensors that the second file may lack because its network is the one that the first descends from.
    private static IReadOnlyList<string> RequireSameFamily(ICheckpoint checkpoint, ICheckpoint other)
    {
        var (own, its) = (NetworkFamilies.TryRecognise(checkpoint).Network, NetworkFamilies.TryRecognise(other).Network);
        if (own is DenoiserDescription { AddedKeys: { Count: > 0 } added } && its is FeedForwardDescription)
            return added;
        if (own?.Family == its?.Family)
            return [];
        if (its is DenoiserDescription { AddedKeys.Count: > 0 } && own is FeedForwardDescription)
            throw new TadSrException($"{other.Path}: is a {its.Family}, which descends from a {own.Family} such as {checkpoint.Path}; give the two the other way round.", ErrorKind.Usage);
        throw new TadSrException($"{other.Path}: is {(its is null ? "of no known network" : $"a {its.Family}")}, {checkpoint.Path} {(own is null ? "of none" : $"a {own.Family}")}; only two files of one network can be interpolated.", ErrorKind.BadFile);
    }

    // Weights of two revisions have nothing in common but their names.
    private static void RequireSameRevision(ICheckpoint checkpoint, ICheckpoint other)
    {
        var (own, its) = (ModelDescription.From(checkpoint.Metadata, checkpoint.Path)?.Revision, ModelDescription.From(other.Metadata, other.Path)?.Revision);
        if (own != its)
            throw new TadSrException($"{other.Path}: is of revision {its?.ToString() ?? "(none)"} of its network, {checkpoint.Path} of {own?.ToString() ?? "(none)"}; interpolate files of one revision, or state it for both with --revision.", ErrorKind.BadFile);
    }
}
