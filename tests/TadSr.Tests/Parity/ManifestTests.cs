using System.Globalization;
using System.Security.Cryptography;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Unit")]
public sealed class ManifestTests
{
    private const long LargestTotal = 35_000_000;

    private static readonly string Folder = Path.Combine(References.RepositoryRoot(), "tests", "TadSr.Tests", "References");

    [Fact]
    public void Committed_references_are_exactly_those_of_the_manifest_when_hashed()
    {
        var listed = File.ReadAllLines(Path.Combine(Folder, "MANIFEST.tsv"));
        var found = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(Folder, path).Replace('\\', '/')))
            .Where(file => file.Name != "MANIFEST.tsv")
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => string.Join('\t', Hash(file.Path), new FileInfo(file.Path).Length, file.Name));

        Assert.Equal(listed, found);
    }

    [Fact]
    public void Committed_references_stay_within_their_budget()
    {
        var total = File.ReadAllLines(Path.Combine(Folder, "MANIFEST.tsv")).Sum(line => long.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture));

        Assert.InRange(total, 1, LargestTotal);
    }

    [Theory]
    [InlineData("networks")]
    [InlineData("diffusion")]
    [InlineData("training")]
    [InlineData("checkpoints")]
    [InlineData("degradation")]
    [InlineData("metrics")]
    [InlineData("images")]
    [InlineData("faults")]
    [InlineData("baselines")]
    public void Each_part_has_its_index(string part) =>
        Assert.True(File.Exists(Path.Combine(Folder, part, "INDEX.md")));

    [Fact]
    public void Pictures_for_research_only_are_not_committed() =>
        Assert.False(Directory.Exists(Path.Combine(Folder, "metrics", "official")));

    private static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
