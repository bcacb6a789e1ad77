namespace TadSr.Cli.Benchmark;

/// <summary>One row of a table that is measured here.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Outputs">Its pictures for each set, in the order of the sets; null where there are none for a set.</param>
internal sealed record BenchmarkMethod(string Name, IReadOnlyList<string?> Outputs)
{
    /// <summary>Millions of parameters, those of the codec after a plus sign; null where no network is known.</summary>
    public string? Parameters { get; init; }

    /// <summary>Floating-point operations for an input of 64 x 64, in units of 10^9.</summary>
    public double? GigaFlops { get; init; }

    /// <summary>Mean seconds for a picture, without reading and writing it and without the first one.</summary>
    public double? Seconds { get; init; }

    /// <summary>What made the pictures, on one line.</summary>
    public string? Origin { get; init; }
}
