using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Resize of one round. In the first round the factor applies to the picture's own size, in the second to the size
/// that the low-resolution picture will have. Defaults: first round of the Real-ESRGAN recipe.</summary>
public sealed record ResizeConfig
{
    /// <summary>Weight of a factor above 1, uniform in [max(1, lower bound), upper bound].</summary>
    public double Up { get; init; } = 0.2;

    /// <summary>Weight of a factor below 1, uniform in [lower bound, min(1, upper bound)].</summary>
    public double Down { get; init; } = 0.7;

    /// <summary>Weight of the factor 1.</summary>
    public double Keep { get; init; } = 0.1;

    /// <summary>Bounds of the factor.</summary>
    public IReadOnlyList<double> Scale { get; init; } = [0.15, 1.5];

    /// <summary>One is chosen uniformly; a name may stand more than once.</summary>
    public IReadOnlyList<ResizeMode> Modes { get; init; } = [ResizeMode.Area, ResizeMode.Bilinear, ResizeMode.Bicubic];

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireWeights(location, "up, down, keep", Up, Down, Keep);
        Intervals.Require(location, "scale", Scale, 0.02, 8);
        if ((Down > 0 && Scale[0] > 1) || (Up > 0 && Scale[1] < 1))
            throw new TadSrException($"{location}: scale is [{Scale[0]}, {Scale[1]}], all {(Scale[0] > 1 ? "above 1 with a weight for down" : "below 1 with a weight for up")}; set that weight to 0 or let scale contain 1.", ErrorKind.Usage);
        Intervals.RequireModes(location, Modes);
    }
}
