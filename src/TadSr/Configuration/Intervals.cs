using System.Globalization;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>Checks of the two-number lists and the probabilities of a configuration.</summary>
internal static class Intervals
{
    public static void Require(SourceLocation location, string name, IReadOnlyList<double> values, double low, double high)
    {
        if (values.Count != 2 || !(values[0] <= values[1]) || values[0] < low || values[1] > high)
        {
            throw new TadSrException(
                string.Create(CultureInfo.InvariantCulture, $"{location}: {name} is [{string.Join(", ", values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]; two numbers in rising order from {low} to {high} are expected, such as [{low}, {high}]."),
                ErrorKind.Usage);
        }
    }

    public static void RequireProbability(SourceLocation location, string name, double value)
    {
        if (!(value is >= 0 and <= 1))
            throw new TadSrException(string.Create(CultureInfo.InvariantCulture, $"{location}: {name} is {value}; a probability from 0 to 1 is expected."), ErrorKind.Usage);
    }

    public static void RequireWeights(SourceLocation location, string name, params ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight >= 0 ? weight : double.NegativeInfinity;
        if (!(sum > 0))
            throw new TadSrException($"{location}: the weights {name} must be 0 or more, and one of them above 0.", ErrorKind.Usage);
    }

    public static void RequireSizes(SourceLocation location, string name, IReadOnlyList<int> sizes)
    {
        if (sizes.Count == 0 || sizes.Any(size => size < 3 || size > 51 || size % 2 == 0))
            throw new TadSrException($"{location}: {name} is [{string.Join(", ", sizes)}]; odd kernel sizes from 3 to 51 are expected, such as [7, 9, 11].", ErrorKind.Usage);
    }

    public static void RequireModes(SourceLocation location, IReadOnlyList<ResizeMode> modes)
    {
        if (modes.Count == 0)
            throw new TadSrException($"{location}: modes is empty; name at least one of area, bilinear, bicubic, antialiased_bicubic.", ErrorKind.Usage);
    }
}
