using TadSr.Checkpoints;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Weights;

/// <summary>Builds perceptual networks from the files of a store. The caller owns what it gets; it lies on the CPU.</summary>
/// <param name="store">Where the files are.</param>
internal sealed class PerceptualWeights(WeightStore store)
{
    /// <summary>The trunks on which LPIPS v0.1 was published.</summary>
    public static IReadOnlyList<string> LpipsNets { get; } = ["alex", "squeeze", "vgg"];

    /// <summary>The files that LPIPS over a trunk needs: trunk, then heads.</summary>
    /// <param name="net">alex, squeeze or vgg.</param>
    /// <exception cref="TadSrException">A file is missing or damaged, or the name is unknown.</exception>
    public IReadOnlyList<WeightFile> LpipsFiles(string net) => [store.Find(TrunkEntry(net)), store.Find(Catalogue.LpipsHeads)];

    /// <summary>The file of the ResNet-18 trunk.</summary>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public WeightFile ResNet18File() => store.Find(Catalogue.ResNet18);

    /// <summary>LPIPS v0.1, parameters in float32.</summary>
    /// <param name="net">alex, squeeze or vgg.</param>
    /// <exception cref="TadSrException">A file is missing or damaged, or the name is unknown.</exception>
    public Lpips LoadLpips(string net)
    {
        var file = store.Find(TrunkEntry(net));
        FeatureTrunk trunk = net switch
        {
            "alex" => new AlexNetTrunk(),
            "squeeze" => new SqueezeNetTrunk(),
            _ => new Vgg16Trunk(),
        };
        var lpips = new Lpips(trunk);
        try
        {
            Fill(trunk, file.Path);
            LoadLpipsHeads(lpips);
            return lpips;
        }
        catch
        {
            lpips.Dispose();
            throw;
        }
    }

    /// <summary>Fills the heads of an LPIPS whose trunk has been filled by other means.</summary>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public void LoadLpipsHeads(Lpips lpips) => Fill(lpips, store.Find(Catalogue.LpipsHeads).Path, prefix: $"{lpips.Trunk.TrunkName}.");

    /// <summary>The ResNet-18 trunk, parameters in float32.</summary>
    /// <exception cref="TadSrException">The file is missing or damaged.</exception>
    public ResNet18Trunk LoadResNet18()
    {
        var file = ResNet18File();
        var trunk = new ResNet18Trunk();
        try
        {
            Fill(trunk, file.Path);
            return trunk;
        }
        catch
        {
            trunk.Dispose();
            throw;
        }
    }

    private WeightEntry TrunkEntry(string net) => net switch
    {
        "alex" => store.Locate(Catalogue.AlexNetOfficial) is null ? Catalogue.AlexNetHalf : Catalogue.AlexNetOfficial,
        "squeeze" => Catalogue.SqueezeNet,
        "vgg" => Catalogue.Vgg16,
        _ => throw new TadSrException($"LPIPS has no net '{net}'; use {string.Join(", ", LpipsNets)}.", ErrorKind.Usage),
    };

    // torchvision's files also hold the classifier, which no distance uses.
    internal static void Fill(nn.Module module, string path, string prefix = "")
    {
        using var checkpoint = CheckpointFile.Open(path);
        var report = StateDict.Load(module, checkpoint, prefix);
        (report with { Unexpected = [.. report.Unexpected.Where(key => !key.StartsWith("classifier.", StringComparison.Ordinal))] })
            .ThrowIfIncomplete(path, module.GetName());
    }
}
