using System.Globalization;
using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Networks.Compact;
using TadSr.Networks.Lite;
using TadSr.Networks.Rrdb;
using TadSr.Networks.Srvgg;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;

namespace TadSr.Networks;

/// <summary>The families that the program knows, and the recognition of a checkpoint by names and shapes. Loads no tensor library.</summary>
internal static class NetworkFamilies
{
    /// <summary>All families, in the order in which they are asked: the weakest mark comes last.</summary>
    public static IReadOnlyList<NetworkFamily> All { get; } =
    [
        new SwinFamily(),
        new LiteFamily(),
        new VqganFamily(),
        new RrdbFamily(),
        new CompactFamily(),
        new SrvggFamily(),
    ];

    /// <summary>The networks that can be trained, as the key <c>model.type</c> of a configuration names them.</summary>
    public static BindVariants Trainable { get; } = new(
        typeof(NetworkConfig), [.. All.Select(family => family.Training).OfType<(string Type, NetworkConfig Defaults)>().Select(t => (t.Type, (object)t.Defaults))]);

    /// <summary>The diffusion network of a configuration.</summary>
    /// <param name="config">Its family and sizes.</param>
    /// <param name="codec">The codec whose latents it will see.</param>
    public static DenoiserDescription Describe(NetworkConfig config, CodecKind codec)
    {
        ArgumentNullException.ThrowIfNull(config);
        return All.First(family => family.Training?.Defaults.GetType() == config.GetType()).Describe(config, codec);
    }

    /// <summary>What a checkpoint is.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="own">Families of the caller, which are asked first.</param>
    /// <exception cref="TadSrException">No known network; the message names the nearest one (<see cref="ErrorKind.BadFile"/>).</exception>
    public static NetworkDescription Recognise(ICheckpoint checkpoint, IReadOnlyList<NetworkFamily>? own = null)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var (network, reason) = TryRead(new KeyShapes(checkpoint), own ?? []);
        return network ?? throw new TadSrException($"{checkpoint.Path}: {reason}.", ErrorKind.BadFile);
    }

    /// <summary>What a checkpoint is, or why it is nothing that is known.</summary>
    public static (NetworkDescription? Network, string Reason) TryRecognise(ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return TryRead(new KeyShapes(checkpoint), []);
    }

    /// <summary>How names and shapes of a checkpoint fit a network; the element types are not looked at.</summary>
    public static LoadReport Compare(NetworkDescription network, ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(checkpoint);
        return network.Compare(new KeyShapes(checkpoint));
    }

    private static (NetworkDescription? Network, string Reason) TryRead(KeyShapes keys, IReadOnlyList<NetworkFamily> own)
    {
        foreach (var family in own.Concat(All))
        {
            if (!family.Matches(keys))
                continue;
            try
            {
                return (family.Read(keys), "");
            }
            catch (FormatException e)
            {
                return (null, $"this looks like a {family.Name}, but {e.Message}");
            }
        }
        return (null, Nearest(keys));
    }

    private static string Nearest(KeyShapes keys)
    {
        var known = $"known are {string.Join(", ", All.Select(f => f.Name))}";
        if (keys.Names.Count == 0)
            return $"no tensors; {known}";
        var shown = string.Join(", ", keys.Names.Take(3).Select(Printable.Text));
        var what = $"{keys.Names.Count} tensors ({shown}{(keys.Names.Count > 3 ? ", ..." : "")}) of no network that is known here";
        var (best, report) = All.Select(family => Compare(family, keys)).MaxBy(x => Share(x.Report));
        var share = Share(report);
        return share > 0
            ? $"{what}; the nearest is {best.Family}, with which {share.ToString("P0", CultureInfo.InvariantCulture)} of the keys of both are common: {report.Describe()}; {known}"
            : $"{what}; {known}";
    }

    // Sizes are read where that is possible, so that a file with one key too few is not measured against the published sizes.
    private static (NetworkDescription Network, LoadReport Report) Compare(NetworkFamily family, KeyShapes keys)
    {
        NetworkDescription network;
        try
        {
            network = family.Read(keys);
        }
        catch (FormatException)
        {
            network = family.Published;
        }
        return (network, network.Compare(keys));
    }

    // Of the keys of both sides, so that a handful of common names in a large file does not count for much.
    private static double Share(LoadReport report)
    {
        var common = report.Matched.Count + report.Misshapen.Count;
        return (double)common / (common + report.Missing.Count + report.Unexpected.Count);
    }
}
