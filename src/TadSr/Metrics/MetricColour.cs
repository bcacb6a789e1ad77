namespace TadSr.Metrics;

/// <summary>What a classical metric looks at.</summary>
internal enum MetricColour
{
    /// <summary>The three channels red, green and blue.</summary>
    Rgb,

    /// <summary>Y = 0.299 R + 0.587 G + 0.114 B (pyiqa's default luma).</summary>
    Yiq,

    /// <summary>Y = (65.481 R + 128.553 G + 24.966 B + 16) / 255 (MATLAB's BT.601 luma, what most papers print).</summary>
    Ycbcr,
}
