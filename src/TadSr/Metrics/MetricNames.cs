namespace TadSr.Metrics;

/// <summary>How reports spell things.</summary>
internal static class MetricNames
{
    public static string Of(MetricColour colour) => colour switch
    {
        MetricColour.Rgb => "rgb",
        MetricColour.Yiq => "y (yiq)",
        _ => "y (ycbcr)",
    };
}
