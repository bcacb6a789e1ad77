using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>JPEG compression of one round.</summary>
public sealed record JpegConfig
{
    /// <summary>Probability that the picture is compressed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Quality, a real number below 100.</summary>
    public IReadOnlyList<double> Quality { get; init; } = [30, 95];

    internal void Validate(SourceLocation location)
    {
        Intervals.RequireProbability(location, "probability", Probability);
        Intervals.Require(location, "quality", Quality, 1, 100);
        if (Quality[0] >= 100)
            throw new TadSrException($"{location}: quality starts at 100, where a JPEG table has no steps; leave the compression out with probability: 0.", ErrorKind.Usage);
    }
}
