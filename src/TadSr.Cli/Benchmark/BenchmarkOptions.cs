using TadSr.Runtime;

namespace TadSr.Cli.Benchmark;

/// <summary>What a benchmark runs with.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Folder that the sets lie in.</summary>
    public required string Data { get; init; }

    /// <summary>Folder for tables, reports and enlarged pictures.</summary>
    public required string Output { get; init; }

    /// <summary>Models to enlarge with: name and weights.</summary>
    public IReadOnlyList<(string Name, string Weights)> Models { get; init; } = [];

    /// <summary>Pictures that others made: name and folder.</summary>
    public IReadOnlyList<(string Name, string Folder)> Results { get; init; } = [];

    /// <summary>Numbers of diffusion steps to try; none takes one step and leaves the number out of names.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [];

    /// <summary>Whether to measure a bicubic enlargement.</summary>
    public bool Bicubic { get; init; }

    /// <summary>Where parameter files are looked for first.</summary>
    public string? WeightsFolder { get; init; }

    /// <summary>Whether parameter files with another hash are taken.</summary>
    public bool AllowUnverifiedWeights { get; init; }

    /// <summary>auto, cpu, cuda or cuda:n.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Reads <c>name=file</c>, or a file alone, whose name without its ending is then the name.</summary>
    public static (string Name, string Path) NamedFile(string word) => Named(word) ?? (Path.GetFileNameWithoutExtension(word), word);

    /// <summary>Reads <c>name=folder</c>, or a folder alone, whose last part is then the name.</summary>
    public static (string Name, string Path) NamedFolder(string word) => Named(word) ?? (Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(word))), word);

    /// <summary>Reads a list of step counts, such as <c>1,2,4,15</c>.</summary>
    /// <exception cref="TadSrException">A part is no count, or stands there twice.</exception>
    public static IReadOnlyList<int> StepList(string text)
    {
        var words = text.Split(',', StringSplitOptions.TrimEntries);
        var steps = words.Select(word => int.TryParse(word, out var count) && count >= 1 ? count : throw new TadSrException($"--steps has '{word}'; give counts from 1 with commas between them, such as 1,2,4.", ErrorKind.Usage)).ToList();
        return steps.Distinct().Count() == steps.Count ? steps : throw new TadSrException($"--steps is {text}; give each count once.", ErrorKind.Usage);
    }

    private static (string Name, string Path)? Named(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (word[..at], word[(at + 1)..]) : null;
}
