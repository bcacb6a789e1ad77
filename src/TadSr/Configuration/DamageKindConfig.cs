using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>One of several kinds of damage among which every sample draws.</summary>
public sealed record DamageKindConfig
{
    /// <summary>Its name, for messages.</summary>
    public string Name { get; init; } = "";

    /// <summary>How often it is drawn compared with the others.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Name of the guide (<c>guide.models</c>) whose output is learnt in the truth's place; null for the truth.</summary>
    public string? Guide { get; init; }

    /// <summary>Whether samples are only reduced, by antialiased bicubic; the rounds are not looked at.</summary>
    public bool Clean { get; init; }

    /// <summary>First round.</summary>
    public DegradationRoundConfig First { get; init; } = new();

    /// <summary>Second round.</summary>
    public DegradationRoundConfig Second { get; init; } = new() { Probability = 0 };

    /// <summary>Last round.</summary>
    public FinalRoundConfig Final { get; init; } = new();

    internal void Validate(SourceLocation location)
    {
        if (!(Share > 0) || double.IsInfinity(Share))
            throw new TadSrException($"{location}: the share of the damage '{Name}' is {Share}; a number above 0 is expected.", ErrorKind.Usage);
        First.Validate(location);
        Second.Validate(location);
        Final.Validate(location);
    }
}
