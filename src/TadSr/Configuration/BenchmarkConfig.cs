using TadSr.Configuration.Yaml;
using TadSr.Runtime;

namespace TadSr.Configuration;

/// <summary>A table of a paper, or one like it: test sets, what is measured on them, and the rows that were published.</summary>
internal sealed record BenchmarkConfig
{
    /// <summary>What the table is called.</summary>
    public required string Title { get; init; }

    /// <summary>Where published rows come from.</summary>
    public string? Source { get; init; }

    /// <summary>The published evaluation to measure as, or null for the metrics' own defaults.</summary>
    public string? Protocol { get; init; }

    /// <summary>What a reader must know to compare published with measured rows, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The test sets, in the order of the columns.</summary>
    [Limits(MinCount = 1)]
    public required IReadOnlyList<BenchmarkSet> Sets { get; init; }

    /// <summary>The published rows, in their order.</summary>
    public IReadOnlyList<PublishedRow> Published { get; init; } = [];

    /// <summary>Reads a description.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TadSrException">It is missing, or something written does not fit; the message names the place.</exception>
    public static BenchmarkConfig Load(string path) => YamlBinder.Bind<BenchmarkConfig>(ConfigTree.Read(path));

    internal void Validate(SourceLocation location)
    {
        var columns = Sets.Sum(set => set.Columns.Count);
        if (Published.FirstOrDefault(row => row.Values.Count != columns) is { } row)
            throw new TadSrException($"{location}: the published row '{row.Method}' has {row.Values.Count} values, the sets have {columns} columns.", ErrorKind.Usage);
        if (Sets.GroupBy(set => set.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new TadSrException($"{location}: two sets are called '{twice.Key}'.", ErrorKind.Usage);
    }
}

/// <summary>One test set of a table.</summary>
internal sealed record BenchmarkSet
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of the reduced pictures, below the folder of the data.</summary>
    public required string Lr { get; init; }

    /// <summary>Folder of the true pictures with the same names, or null where there are none.</summary>
    public string? Hr { get; init; }

    /// <summary>How many pictures the published figures are of; null where that is not recorded.</summary>
    public int? Count { get; init; }

    /// <summary>The metrics, in the order of the table.</summary>
    [Limits(MinCount = 1)]
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Those of the columns that are published and not measured here.</summary>
    public IReadOnlyList<string> PublishedOnly { get; init; } = [];

    /// <summary>The columns that are measured.</summary>
    internal IReadOnlyList<string> Measured => [.. Columns.Except(PublishedOnly)];

    internal void Validate(SourceLocation location)
    {
        if (PublishedOnly.FirstOrDefault(column => !Columns.Contains(column)) is { } stranger)
            throw new TadSrException($"{location}: published_only names '{stranger}', which is no column of '{Name}'.", ErrorKind.Usage);
    }
}

/// <summary>A row as it was printed.</summary>
internal sealed record PublishedRow
{
    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Its figures, in the order of the columns of all sets.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Millions of parameters.</summary>
    public string? Parameters { get; init; }

    /// <summary>Seconds for a picture.</summary>
    public string? Runtime { get; init; }
}
