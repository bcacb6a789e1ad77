using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>The metrics that <c>tadsr eval</c> knows.</summary>
internal static class MetricCatalogue
{
    private static readonly Entry[] entries =
    [
        new("psnr", MetricKind.Paired, (request, _, _) => new PsnrMetric(request.Colour ?? MetricColour.Rgb, request.Crop ?? 0)),
        new("ssim", MetricKind.Paired, (request, _, _) => new SsimMetric(request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("ms_ssim", MetricKind.Paired, (request, _, _) => new MsSsimMetric(request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("lpips", MetricKind.Fixed, (_, store, device) => new LpipsMetric(new PerceptualWeights(store), "lpips", "alex", Backend.ChooseDevice(device))),
        new("lpips-squeeze", MetricKind.Fixed, (_, store, device) => new LpipsMetric(new PerceptualWeights(store), "lpips-squeeze", "squeeze", Backend.ChooseDevice(device))),
        new("lpips-vgg", MetricKind.Fixed, (_, store, device) => new LpipsMetric(new PerceptualWeights(store), "lpips-vgg", "vgg", Backend.ChooseDevice(device))),
        new("r18", MetricKind.Fixed, (_, store, device) => new ResNet18Metric(new PerceptualWeights(store), Backend.ChooseDevice(device))),
        new("niqe", MetricKind.Single, (request, store, _) => new NiqeMetric(store, request.Colour ?? MetricColour.Yiq, request.Crop ?? 0)),
        new("shift", MetricKind.Fixed, (_, _, _) => new ColourShiftMetric()),
        new("grid", MetricKind.Fixed, (_, _, _) => MakeGrid()),
        new("clipiqa", MetricKind.Fixed, (_, _, _) => throw Absent("clipiqa", "CLIP's RN50.pt (256 MB)")),
        new("musiq", MetricKind.Fixed, (_, _, _) => throw Absent("musiq", "musiq_koniq_ckpt-e95806b9.pth (108 MB)")),
    ];

    /// <summary>All names, in the order of reports.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. entries.Select(e => e.Name)];

    /// <summary>Builds a metric; the caller owns it.</summary>
    /// <param name="request">Which one, with its options.</param>
    /// <param name="store">Where parameter files are.</param>
    /// <param name="device">auto, cpu, cuda or cuda:n, for metrics with a network.</param>
    /// <exception cref="TadSrException">The metric's parameter files are not there, or an option does not fit.</exception>
    public static IMetric Create(MetricRequest request, WeightStore store, string device) =>
        entries.First(e => e.Name == request.Name).Make(request, store, device);

    internal static MetricKind KindOf(string name) => entries.FirstOrDefault(e => e.Name == name)?.Kind ?? MetricKind.Unknown;

    private static GridMetric MakeGrid()
    {
        Backend.Load();
        return new GridMetric();
    }

    private static TadSrException Absent(string name, string needs) =>
        new($"needs {needs} and a network that this version does not have; {name} was not measured", ErrorKind.BadFile);

    private sealed record Entry(string Name, MetricKind Kind, Func<MetricRequest, WeightStore, string, IMetric> Make);
}
