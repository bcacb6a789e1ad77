using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>The metrics that <c>tadsr eval</c> knows.</summary>
internal static class MetricCatalogue
{
    private static readonly Entry[] entries =
    [
        new("psnr", MetricKind.Paired, (request, _, _) => new PsnrMetric(request.Colour ?? MetricColour.Rgb, request.Crop ?? 0, request.Rounded)),
        new("ssim", MetricKind.Paired, (request, _, _) => new SsimMetric(request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("ms_ssim", MetricKind.Paired, (request, _, _) => new MsSsimMetric(request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("lpips", MetricKind.Fixed, (_, store, device) => new LpipsMetric(new PerceptualWeights(store), "lpips", "alex", Backend.ChooseDevice(device))),
        new("lpips-squeeze", MetricKind.Fixed, (_, store, device) => new LpipsMetric(new PerceptualWeights(store), "lpips-squeeze", "squeeze", Backend.ChooseDevice(device))),
        new("lpips-vgg", MetricKind.Fixed, (_, store, device) => new LpipsMetric(new PerceptualWeights(store), "lpips-vgg", "vgg", Backend.ChooseDevice(device))),
        new("dists", MetricKind.Fixed, (_, store, device) => DistsMetric.Load(new PerceptualWeights(store), Backend.ChooseDevice(device))),
        new("r18", MetricKind.Fixed, (_, store, device) => new ResNet18Metric(new PerceptualWeights(store), Backend.ChooseDevice(device))),
        new("niqe", MetricKind.Single, (request, store, _) => new NiqeMetric(store, request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("brisque", MetricKind.Single, (request, store, _) => new BrisqueMetric(store, request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("shift", MetricKind.Fixed, (_, _, _) => new ColourShiftMetric()),
        new("grid", MetricKind.Fixed, (_, _, _) => WithTransform(() => new GridMetric())),
        new("mesh", MetricKind.Fixed, (_, _, _) => WithTransform(() => new MeshMetric())),
        new("dots", MetricKind.Fixed, (_, _, _) => WithTransform(() => new DotsMetric())),
        new("clipiqa", MetricKind.Fixed, (request, store, device) => ClipIqaMetric.Load(store, "clipiqa", null, positions: false, Backend.ChooseDevice(device), request.Half)),
        new("clipiqa+", MetricKind.Fixed, (request, store, device) => ClipIqaMetric.Load(store, "clipiqa+", Catalogue.ClipIqaPlus, positions: false, Backend.ChooseDevice(device), request.Half)),
        new("clipiqa+_rn50_512", MetricKind.Fixed, (request, store, device) => ClipIqaMetric.Load(store, "clipiqa+_rn50_512", Catalogue.ClipIqaPlusRn50, positions: true, Backend.ChooseDevice(device), request.Half)),
        new("musiq", MetricKind.Fixed, (request, store, device) => MusiqMetric.Load(store, "musiq", Catalogue.MusiqKoniq, "koniq", Backend.ChooseDevice(device), request.Half)),
        new("musiq-ava", MetricKind.Fixed, (request, store, device) => MusiqMetric.Load(store, "musiq-ava", Catalogue.MusiqAva, "ava", Backend.ChooseDevice(device), request.Half)),
        new("musiq-paq2piq", MetricKind.Fixed, (request, store, device) => MusiqMetric.Load(store, "musiq-paq2piq", Catalogue.MusiqPaq2Piq, "paq2piq", Backend.ChooseDevice(device), request.Half)),
        new("musiq-spaq", MetricKind.Fixed, (request, store, device) => MusiqMetric.Load(store, "musiq-spaq", Catalogue.MusiqSpaq, "spaq", Backend.ChooseDevice(device), request.Half)),
        new("maniqa", MetricKind.Fixed, (_, store, device) => ManiqaMetric.Load(store, "maniqa", Catalogue.ManiqaKoniq, "koniq", 0.8, Backend.ChooseDevice(device))),
        new("maniqa-pipal", MetricKind.Fixed, (_, store, device) => ManiqaMetric.Load(store, "maniqa-pipal", Catalogue.ManiqaPipal, "pipal", 0.13, Backend.ChooseDevice(device))),
        new("maniqa-kadid", MetricKind.Fixed, (_, store, device) => ManiqaMetric.Load(store, "maniqa-kadid", Catalogue.ManiqaKadid, "kadid", 0.8, Backend.ChooseDevice(device))),
        new("fid", MetricKind.Fixed, (_, store, device) => FidMetric.Load(store, clean: true, Backend.ChooseDevice(device))),
        new("fid-legacy_pytorch", MetricKind.Fixed, (_, store, device) => FidMetric.Load(store, clean: false, Backend.ChooseDevice(device))),
        new("kid", MetricKind.Fixed, (_, store, device) => KidMetric.Load(store, Backend.ChooseDevice(device))),
    ];

    // Families that judge a picture alone.
    private static readonly string[] judging = ["niqe", "brisque", "clipiqa", "musiq", "maniqa"];

    /// <summary>All names, in the order of reports.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. entries.Select(e => e.Name)];

    /// <summary>Builds a metric; the caller owns it.</summary>
    /// <param name="request">Which one, with its options.</param>
    /// <param name="store">Where parameter files are.</param>
    /// <param name="device">auto, cpu, cuda or cuda:n, for metrics with a network.</param>
    /// <exception cref="TadSrException">The metric's parameter files are not there, or an option does not fit.</exception>
    public static IMetric Create(MetricRequest request, WeightStore store, string device) =>
        entries.First(e => e.Name == request.Name).Make(request, store, device);

    /// <summary>Why a metric of papers is not offered, or null where there is nothing to say.</summary>
    internal static string? WhyAbsent(string name) => name switch
    {
        "ids" => "which ArcFace network, alignment of faces and input size papers used is not published with their code, and a figure from others would compare with nothing",
        "lmd" => "which landmark network, number of landmarks and alignment of faces papers used is not published with their code, and a figure from others would compare with nothing",
        _ => null,
    };

    internal static MetricKind KindOf(string name) => entries.FirstOrDefault(e => e.Name == name)?.Kind ?? MetricKind.Unknown;

    /// <summary>Whether a metric compares with true pictures, known before it is built.</summary>
    internal static bool NeedsTruth(string name) => !judging.Any(single => name.StartsWith(single, StringComparison.Ordinal));

    private static IMetric WithTransform(Func<IMetric> make)
    {
        Backend.Load();
        return make();
    }

    private sealed record Entry(string Name, MetricKind Kind, Func<MetricRequest, WeightStore, string, IMetric> Make);
}
