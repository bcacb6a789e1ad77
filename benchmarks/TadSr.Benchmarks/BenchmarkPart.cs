using System.Diagnostics;
using static TorchSharp.torch;

namespace TadSr.Benchmarks;

/// <summary>Something that is timed again and again.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Work">Its floating-point operations, 0 where they are not counted.</param>
/// <param name="Run">Does it once.</param>
internal sealed record BenchmarkPart(string Name, double Work, Func<object> Run)
{
    /// <summary>Seconds of the fastest round.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>Operations a second of the fastest round.</summary>
    public double Rate => Work / Least;

    /// <summary>A table with rates as shares of the first part's.</summary>
    public static void PrintRates(IReadOnlyList<BenchmarkPart> parts)
    {
        Console.WriteLine($"{"part",-38} {"GFLOP",8} {"ms",8} {"GFLOP/s",8} {"of the convolution's",8}");
        foreach (var part in parts)
            Console.WriteLine($"{part.Name,-38} {part.Work / 1e9,8:0.0} {part.Least * 1e3,8:0.0} {part.Rate / 1e9,8:0} {(part.Work > 0 ? $"{part.Rate / parts[0].Rate:0.00}" : ""),8}");
    }

    /// <summary>Does it once; only a round that counts enters the time.</summary>
    public void Measure(bool counts)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        Run();
        if (counts)
            Least = Math.Min(Least, watch.Elapsed.TotalSeconds);
    }
}
