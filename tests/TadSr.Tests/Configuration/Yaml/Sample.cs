using System.Text.Json.Serialization;
using TadSr.Configuration;
using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Tests.Configuration.Yaml;

public enum SampleRecipe
{
    Paper,
    [JsonStringEnumMemberName("authors-code")]
    AuthorsCode,
}

public enum SampleReduction
{
    ConcatMean,
    SumHeads,
}

public sealed record SampleDiffusion
{
    public int Steps { get; init; } = 15;

    [Limits(Min = 0, AboveMin = true)]
    public double Kappa { get; init; } = 2;

    internal void Validate(SourceLocation location)
    {
        if (Steps < 2)
            throw new TadSrException($"{location}: steps is {Steps}; a schedule needs at least 2.", ErrorKind.Usage);
    }
}

public sealed record SampleOptim
{
    public string Type { get; init; } = "adamw";

    public double Lr { get; init; } = 5e-5;

    [Limits(Min = 0, Max = 1, BelowMax = true)]
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];

    public int Warmup { get; init; } = 5000;
}

public sealed record SampleFolder
{
    public required string Path { get; init; }

    public double Weight { get; init; } = 1;

    public static SampleFolder FromScalar(string text) => new() { Path = text };
}

public sealed record SampleData
{
    public IReadOnlyList<SampleFolder> Train { get; init; } = [];

    public IReadOnlyDictionary<string, double> Shares { get; init; } = new Dictionary<string, double>();
}

public sealed record SampleConfig
{
    public SampleRecipe Recipe { get; init; }

    public SampleDiffusion Diffusion { get; init; } = new();

    public SampleOptim Optim { get; init; } = new();

    public SampleOptim OptimD { get; init; } = new() { Warmup = 0 };

    public SampleData Data { get; init; } = new();

    public SampleReduction Reduction { get; init; }

    public bool Enabled { get; init; } = true;

    public string? Checkpoint { get; init; }

    public ulong? Seed { get; init; }

    public int LargestStep => Diffusion.Steps - 1;

    internal void Validate(ConfigLocations locations)
    {
        if (Enabled && Seed == 13)
            throw new TadSrException($"{locations.Of(nameof(Seed))}: seed 13 while enabled.", ErrorKind.Usage);
    }
}
