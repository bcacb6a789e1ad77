using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Metrics;

/// <summary>The metrics of a published evaluation, each as its script computes it.</summary>
/// <param name="Name">The word that stands for it.</param>
/// <param name="What">Whose it is.</param>
/// <param name="Metrics">What it measures, in the order of its tables.</param>
internal sealed record EvaluationProtocol(string Name, string What, IReadOnlyList<ProtocolMetric> Metrics)
{
    private const string Half = "float16";

    /// <summary>SinSR's script, which TAD-SR's repository had too: the figures of the papers' tables.</summary>
    public static EvaluationProtocol SinSr { get; } = new("sinsr", "the evaluation script of SinSR, used by TAD-SR too",
    [
        new("clipiqa", IsHalf: true), new("musiq", IsHalf: true), new("psnr:ycbcr:crop0"), new("ssim:ycbcr:crop0"), new("lpips"),
    ]);

    /// <summary>What ResShift's trainer prints while it trains; its paper's figures are others.</summary>
    public static EvaluationProtocol ResShiftValidation { get; } = new("resshift-validation", "the validation of ResShift's trainer", [new("psnr:ycbcr:crop0:uint8"), new("lpips-vgg")]);

    /// <summary>The words that stand for a protocol.</summary>
    public static IReadOnlyList<string> Names { get; } = [SinSr.Name, "tadsr", ResShiftValidation.Name];

    /// <summary>The protocol of a word.</summary>
    /// <exception cref="TadSrException">There is none of that name.</exception>
    public static EvaluationProtocol Of(string name) => name switch
    {
        "sinsr" or "tadsr" => SinSr,
        "resshift-validation" => ResShiftValidation,
        _ => throw new TadSrException($"there is no protocol '{name}'; use {string.Join(", ", Names)}.", ErrorKind.Usage),
    };

    /// <summary>The metrics to build.</summary>
    /// <param name="list">Metrics by name, which are measured as the protocol says where it has them; all of the protocol's when empty.</param>
    /// <param name="colour">Colour for those psnr, ssim and ms_ssim that name none, instead of the protocol's.</param>
    /// <param name="crop">Crop for them, likewise.</param>
    /// <param name="hasTruths">Whether there are true pictures; without them the protocol measures the others alone.</param>
    public IReadOnlyList<MetricRequest> Requests(string list, MetricColour? colour, int? crop, bool hasTruths)
    {
        var asked = list.Length == 0
            ? [.. Metrics.Where(metric => hasTruths || !metric.Request.NeedsTruth()).Select(metric => metric.Request with { Key = metric.Request.Name })]
            : MetricRequest.ParseList(list).Select(AsHere);
        return [.. asked.Select(request => MetricCatalogue.KindOf(request.Name) == MetricKind.Paired ? request with { Colour = colour ?? request.Colour, Crop = crop ?? request.Crop } : request)];
    }

    /// <summary>In what a metric that was built differs from the protocol's, each in a few words.</summary>
    public IEnumerable<string> Deviations(MetricDescription metric)
    {
        if (Find(metric.Name) is not { } published)
            return ["is not measured there"];
        return Differences(metric, published);
    }

    private static IEnumerable<string> Differences(MetricDescription metric, ProtocolMetric published)
    {
        if (published.Request.Name is "psnr" or "ssim")
        {
            var there = published.Describe();
            foreach (var (what, here, value) in new[] { ("colour", metric.Colour, there.Colour), ("crop", $"{metric.Crop}", $"{there.Crop}"), ("form", metric.Variant, there.Variant) })
            {
                if (here != value)
                    yield return $"{what} is {here}, there {value}";
            }
        }
        if (published.IsHalf && metric.Precision != Half)
            yield return $"precision is {metric.Precision}, there {Half} on CUDA";
        foreach (var file in metric.Weights)
        {
            if (file.IsUnverified)
                yield return $"{file.FileName} is not the published file";
            else if (file.FileName == Catalogue.AlexNetHalf.FileName)
                yield return $"the network's trunk {file.FileName} is rounded to {Half}, there {Catalogue.AlexNetOfficial.FileName}";
        }
    }

    private MetricRequest AsHere(MetricRequest request) =>
        Find(request.Name) is { } published && request.Key == request.Name ? published.Request with { Key = request.Key } : request;

    private ProtocolMetric? Find(string name) => Metrics.FirstOrDefault(metric => metric.Request.Name == name);
}
