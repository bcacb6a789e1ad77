using System.Buffers.Binary;
using System.Text.Json;
using TadSr.Weights;

namespace TadSr.Tests.Parity;

/// <summary>The golden files: those below TADSR_REFERENCES, else the committed copies.</summary>
public static class References
{
    /// <summary>The folder that holds networks/, diffusion/, training/ and so on.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("TADSR_REFERENCES") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : CommittedCopies();

    /// <summary>Every .safetensors file whose metadata names this kind, as rows for a theory: the path below the root.</summary>
    /// <remarks>A folder given from outside need not have every kind: there, a kind without a file is one skipped row.</remarks>
    /// <param name="kind">The kind.</param>
    /// <param name="optional">Whether the committed copies may lack it too.</param>
    public static TheoryData<string> Cases(string kind, bool optional = false)
    {
        var rows = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(Root, "*.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Kind(path) == kind)
                rows.Add(Path.GetRelativePath(Root, path));
        }
        if (rows.Count == 0 && (optional || Root != CommittedCopies()))
            rows.Add(new TheoryDataRow<string>("") { Skip = $"no file of kind '{kind}' below {Root}" });
        return rows;
    }

    /// <summary>A file or folder of the references by its path: the one below <see cref="Root"/>, or the committed copy where a
    /// folder given from outside does not have it.</summary>
    public static string Find(params string[] parts)
    {
        var path = Path.Combine([Root, .. parts]);
        return Path.Exists(path) ? path : Path.Combine([CommittedCopies(), .. parts]);
    }

    /// <summary>Parameter files for a case: those beside it, then those of the checkout.</summary>
    internal static WeightStore Weights(string file) => new(Path.GetDirectoryName(Find(file)));

    /// <summary>The checkout that this test run was built from.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TadSr.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("TadSr.sln is not above the test program");
    }

    private static string CommittedCopies() => Path.Combine(RepositoryRoot(), "tests", "TadSr.Tests", "References");

    private static string? Kind(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> length = stackalloc byte[8];
        if (stream.ReadAtLeast(length, 8, throwOnEndOfStream: false) < 8)
            return null;
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size < 2 || size > stream.Length - 8 || size > 1 << 26)
            return null;
        var header = new byte[size];
        stream.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            return json.RootElement.TryGetProperty("__metadata__", out var metadata) && metadata.TryGetProperty("kind", out var kind)
                ? kind.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;   // the broken files of the checkpoint set are tested by name
        }
    }
}
