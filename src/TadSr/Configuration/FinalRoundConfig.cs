using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>The last round of damage, which always happens: resize to the low resolution, sinc filter and JPEG, in either order.</summary>
public sealed record FinalRoundConfig
{
    /// <summary>One is chosen uniformly; a name may stand more than once.</summary>
    public IReadOnlyList<ResizeMode> Modes { get; init; } = [ResizeMode.Area, ResizeMode.Bilinear, ResizeMode.Bicubic];

    /// <summary>Probability of the sinc filter.</summary>
    public double SincProbability { get; init; } = 0.8;

    /// <summary>Sides of the sinc kernel, odd; one is chosen uniformly.</summary>
    public IReadOnlyList<int> SincSizes { get; init; } = [3, 5, 7, 9, 11, 13];

    /// <summary>Probability of resize and sinc before JPEG; else JPEG comes first.</summary>
    public double ResizeFirst { get; init; } = 0.5;

    /// <summary>Its sharpening, after resize and sinc filter.</summary>
    public SharpenConfig Sharpen { get; init; } = new();

    /// <summary>Its compression.</summary>
    public JpegConfig Jpeg { get; init; } = new();

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireModes(location, Modes);
        Intervals.RequireProbability(location, "sinc_probability", SincProbability);
        Intervals.RequireSizes(location, "sinc_sizes", SincSizes);
        Intervals.RequireProbability(location, "resize_first", ResizeFirst);
        Sharpen.Validate(location);
        Jpeg.Validate(location);
    }
}
