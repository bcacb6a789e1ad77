using System.Globalization;

namespace TadSr.Configuration.Yaml;

/// <summary>The range that a configured number, or each number of a list, must lie in.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LimitsAttribute : Attribute
{
    /// <summary>The smallest permitted value.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest permitted value.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Min"/> itself is excluded.</summary>
    public bool AboveMin { get; init; }

    /// <summary>Whether <see cref="Max"/> itself is excluded.</summary>
    public bool BelowMax { get; init; }

    /// <summary>The smallest permitted number of values of a list.</summary>
    public int MinCount { get; init; }

    /// <summary>The largest permitted number of values of a list.</summary>
    public int MaxCount { get; init; } = int.MaxValue;

    /// <summary>The permitted number of values of a list in words, such as "at least 1" or "2".</summary>
    internal string CountInWords => MinCount == MaxCount ? $"{MinCount}" : MaxCount == int.MaxValue ? $"at least {MinCount}" : $"{MinCount} to {MaxCount}";

    /// <summary>Whether a value lies in the range.</summary>
    public bool Contains(double value) =>
        (AboveMin ? value > Min : value >= Min) && (BelowMax ? value < Max : value <= Max);

    /// <summary>The range in words, such as "at least 2" or "above 0 and at most 1".</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (!double.IsNegativeInfinity(Min))
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(AboveMin ? "above" : "at least")} {Min}"));
        }

        if (!double.IsPositiveInfinity(Max))
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(BelowMax ? "below" : "at most")} {Max}"));
        }

        return string.Join(" and ", parts);
    }
}
