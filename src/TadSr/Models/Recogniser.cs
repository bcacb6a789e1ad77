using System.Globalization;
using TadSr.Checkpoints;
using TadSr.Networks.Lite;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;

namespace TadSr.Models;

/// <summary>Tells networks by the keys of a checkpoint and reads their sizes off the shapes. Loads no tensor library.</summary>
public static class Recogniser
{
    private static readonly (string Family, string[] Parts, Func<KeyShapes, bool> Match, Func<KeyShapes, RecognisedNetwork> Read)[] families =
    [
        (nameof(SwinUnet), SwinUnetKeys.Parts, SwinUnetKeys.Match, SwinUnetKeys.Read),
        (nameof(LiteUnet), LiteUnetKeys.Parts, LiteUnetKeys.Match, LiteUnetKeys.Read),
        (nameof(Vqgan), VqganKeys.Parts, VqganKeys.Match, VqganKeys.Read),
    ];

    /// <summary>What a checkpoint is.</summary>
    /// <exception cref="TadSrException">No known network; the message names the nearest one (<see cref="ExitCode.BadFile"/>).</exception>
    public static RecognisedNetwork Recognise(ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var (network, reason) = TryRead(new KeyShapes(checkpoint));
        return network ?? throw new TadSrException($"{checkpoint.Path}: {reason}.", ExitCode.BadFile);
    }

    /// <summary>One line for a reader: the network with its sizes, or why it is none that is known.</summary>
    public static string Describe(ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var (network, reason) = TryRead(new KeyShapes(checkpoint));
        return network?.Describe() ?? reason;
    }

    private static (RecognisedNetwork? Network, string Reason) TryRead(KeyShapes keys)
    {
        foreach (var (family, _, match, read) in families)
        {
            if (!match(keys))
                continue;
            try
            {
                return (read(keys), "");
            }
            catch (UnrecognisedException e)
            {
                return (null, $"this looks like a {family}, but {e.Message}");
            }
        }
        return (null, Nearest(keys));
    }

    private static string Nearest(KeyShapes keys)
    {
        var known = $"known are {string.Join(", ", families.Select(f => f.Family))}";
        var shown = string.Join(", ", keys.Names.Take(3).Select(Printable.Text));
        var what = keys.Names.Count == 0 ? "no tensors" : $"{keys.Names.Count} tensors ({shown}{(keys.Names.Count > 3 ? ", ..." : "")}) of no network that is known here";
        var best = families.Select(f => (f.Family, Share: Share(keys, f.Parts))).MaxBy(f => f.Share);
        return best.Share > 0
            ? $"{what}; the nearest is {best.Family}, to which {best.Share.ToString("P0", CultureInfo.InvariantCulture)} of the keys could belong; {known}"
            : $"{what}; {known}";
    }

    private static double Share(KeyShapes keys, string[] parts) => keys.Names.Count == 0
        ? 0
        : (double)keys.Names.Count(name => parts.Contains(name.Split('.')[0])) / keys.Names.Count;
}
