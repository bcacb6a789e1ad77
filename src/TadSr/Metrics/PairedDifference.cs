using TadSr.Runtime;

namespace TadSr.Metrics;

/// <summary>How two methods differ in one metric, picture by picture.</summary>
/// <param name="Count">Pictures that both have a figure for.</param>
/// <param name="Mean">Mean of second minus first.</param>
/// <param name="Low">Lower end of the interval of 95 % around it.</param>
/// <param name="High">Upper end.</param>
/// <param name="Greater">Pictures where the second figure is greater.</param>
/// <param name="Smaller">Pictures where it is smaller.</param>
/// <param name="Differences">Second minus first of each picture.</param>
internal sealed record PairedDifference(int Count, double Mean, double Low, double High, int Greater, int Smaller, IReadOnlyList<double> Differences)
{
    /// <summary>How often the pictures are drawn anew.</summary>
    public const int Draws = 10_000;

    private const ulong Seed = 20_240_807;

    /// <summary>Whether the interval leaves zero out.</summary>
    public bool IsClear => Count > 1 && (Low > 0 || High < 0);

    /// <summary>Compares by the bootstrap: pictures are drawn with replacement, and the interval holds the middle 95 % of the means.</summary>
    /// <param name="first">Figures of one method.</param>
    /// <param name="second">Figures of the other, for the same pictures in the same order.</param>
    /// <exception cref="ArgumentException">The lists are of different length, or no picture has two figures.</exception>
    public static PairedDifference Of(IReadOnlyList<double?> first, IReadOnlyList<double?> second)
    {
        if (first.Count != second.Count)
            throw new ArgumentException($"{first.Count} figures cannot be paired with {second.Count}", nameof(second));
        var differences = first.Zip(second, (a, b) => b - a).OfType<double>().ToArray();
        if (differences.Length == 0)
            throw new ArgumentException("no picture has two figures", nameof(second));
        var random = new CounterRandom(Seed, 0);   // the same draws for every metric: what differs are the figures
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Length; i++)
                sum += differences[random.NextInt(differences.Length)];
            means[draw] = sum / differences.Length;
        }
        Array.Sort(means);
        return new PairedDifference(
            differences.Length, differences.Average(), Quantile(means, 0.025), Quantile(means, 0.975), differences.Count(d => d > 0), differences.Count(d => d < 0), differences);
    }

    private static double Quantile(double[] sorted, double part)
    {
        var place = part * (sorted.Length - 1);
        var below = (int)place;
        return sorted[below] + (place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
