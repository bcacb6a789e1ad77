using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>What to measure and with what.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Metrics separated by commas, each with its options: <c>psnr:ycbcr:crop4,ssim,lpips</c>.</summary>
    public string Metrics { get; init; } = "psnr,ssim,lpips";

    /// <summary>Colour space (rgb, yiq or ycbcr) of those psnr, ssim and ms_ssim that name none; null for their own.</summary>
    public string? Colour { get; init; }

    /// <summary>Pixels that those psnr, ssim and ms_ssim that name no crop cut off at each side.</summary>
    public int Crop { get; init; }

    /// <summary>Folder to look in first for the metrics' parameter files; null for none.</summary>
    public string? WeightsFolder { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>, for metrics with a network.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Metrics of the caller, reported after the others. The evaluation owns them.</summary>
    public IReadOnlyList<IMetric> Own { get; init; } = [];

    internal IReadOnlyList<MetricRequest> Requests()
    {
        if (Crop < 0)
            throw new TadSrException($"{Setting.Crop} is {Crop}; use a number of pixels from 0.", ErrorKind.Usage);
        return Metrics.Length == 0 && Own.Count > 0 ? [] : MetricRequest.ParseList(Metrics, Colour is { } name ? MetricRequest.ParseColour(name) : null, Crop);
    }
}
