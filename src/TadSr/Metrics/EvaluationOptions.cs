using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>What to measure and with what.</summary>
public sealed record EvaluationOptions
{
    private readonly string? metrics;

    /// <summary>Metrics separated by commas, each with its options: <c>psnr:ycbcr:crop4,ssim,lpips</c>. Where there is a
    /// <see cref="Protocol"/>, those of it that are named alone are measured as it says, and none named means all of it.</summary>
    public string Metrics
    {
        get => metrics ?? (Protocol is null ? "psnr,ssim,lpips" : "");
        init => metrics = value;
    }

    /// <summary>A published evaluation to measure as: <c>sinsr</c> (also named <c>tadsr</c>) or <c>resshift-validation</c>; null for none.</summary>
    public string? Protocol { get; init; }

    /// <summary>Whether anything that differs from the <see cref="Protocol"/> is an error.</summary>
    public bool Strict { get; init; }

    /// <summary>Colour space (rgb, yiq or ycbcr) of those psnr, ssim and ms_ssim that name none; null for their own.</summary>
    public string? Colour { get; init; }

    /// <summary>Pixels that those psnr, ssim and ms_ssim that name no crop cut off at each side; null for none or the protocol's number.</summary>
    public int? Crop { get; init; }

    /// <summary>Folder to look in first for the metrics' parameter files; null for none.</summary>
    public string? WeightsFolder { get; init; }

    /// <summary>Whether parameter files with another hash than the published one are taken; reports then name them.</summary>
    public bool AllowUnverifiedWeights { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>, for metrics with a network.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Metrics of the caller, reported after the others. The evaluation owns them.</summary>
    public IReadOnlyList<IMetric> Own { get; init; } = [];

    /// <summary>Whether there will be true pictures.</summary>
    internal bool HasTruths { get; init; } = true;

    internal IReadOnlyList<MetricRequest> Requests()
    {
        if (Strict && Protocol is null)
            throw new TadSrException($"{Setting.Strict} is set without {Setting.Protocol}, which names what nothing may differ from.", ErrorKind.Usage);
        if (Crop < 0)
            throw new TadSrException($"{Setting.Crop} is {Crop}; use a number of pixels from 0.", ErrorKind.Usage);
        var colour = Colour is { } name ? MetricRequest.ParseColour(name) : (MetricColour?)null;
        if (Protocol is { } protocol)
            return EvaluationProtocol.Of(protocol).Requests(Metrics, colour, Crop, HasTruths);
        return Metrics.Length == 0 && Own.Count > 0 ? [] : MetricRequest.ParseList(Metrics, colour, Crop);
    }
}
