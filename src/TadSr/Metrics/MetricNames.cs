namespace TadSr.Metrics;

/// <summary>How reports spell things.</summary>
internal static class MetricNames
{
    /// <summary>The metric as it was asked for and all of its variant, such as <c>psnr [rgb; crop 0; float64; 10 log10(...)]</c>.</summary>
    public static string Label(MetricResult metric)
    {
        var how = metric.Description;
        return $"{metric.Key} [{how.Colour}; crop {how.Crop}; {how.Precision}; {how.Variant}]".Replace(',', ';');   // the head of a column of CSV
    }

    public static string Of(MetricColour colour) => colour switch
    {
        MetricColour.Rgb => "rgb",
        MetricColour.Yiq => "y (yiq)",
        _ => "y (ycbcr)",
    };
}
