namespace TadSr.Metrics;

/// <summary>One metric of a protocol.</summary>
/// <param name="Words">The metric with its options.</param>
/// <param name="IsHalf">Whether the script computes its network under autocast, in float16.</param>
internal sealed record ProtocolMetric(string Words, bool IsHalf = false)
{
    /// <summary>The metric to build.</summary>
    public MetricRequest Request { get; } = MetricRequest.Parse(Words, null, null) with { Half = IsHalf };

    /// <summary>What a report prints of it, for metrics without parameter files.</summary>
    public MetricDescription Describe()
    {
        using var metric = Request.Name == "psnr"
            ? (IMetric)new PsnrMetric(Request.Colour!.Value, Request.Crop!.Value, Request.Rounded)
            : new SsimMetric(Request.Colour!.Value, Request.Crop!.Value);
        return metric.Description;
    }
}
