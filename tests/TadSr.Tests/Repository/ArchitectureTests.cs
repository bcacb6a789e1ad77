using System.Globalization;
using System.Text.RegularExpressions;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Repository;

/// <summary>The map of the repository shows what is there.</summary>
[Trait("Kind", "Unit")]
public sealed partial class ArchitectureTests
{
    private static readonly string Map = File.ReadAllText(Path.Combine(References.RepositoryRoot(), "docs", "architecture.md"));

    [Fact]
    public void Rooms_of_the_map_are_the_folders_of_the_library()
    {
        var rooms = Room().Matches(Map).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
        var folders = Directory.EnumerateDirectories(Path.Combine(References.RepositoryRoot(), "src", "TadSr")).Where(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any()).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

        Assert.Equal(folders, rooms);
    }

    [Fact]
    public void Steps_of_the_algorithm_lie_where_the_map_says()
    {
        var lines = File.ReadAllLines(Path.Combine(References.RepositoryRoot(), "src", "TadSr", "Training", "Student", "StudentStep.cs"));
        var rows = Row().Matches(Map);

        Assert.Equal(7, rows.Count);
        foreach (Match row in rows)
        {
            var first = int.Parse(row.Groups["first"].Value, CultureInfo.InvariantCulture);
            var last = row.Groups["last"].Success ? int.Parse(row.Groups["last"].Value, CultureInfo.InvariantCulture) : first;
            Assert.Contains(lines[(first - 1)..last], line => line.Contains(row.Groups["code"].Value, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^  ([A-Z]\w+)/ ", RegexOptions.Multiline)]
    private static partial Regex Room();

    [GeneratedRegex(@"^\| \d: [^|]* \| (?<first>\d+)(-(?<last>\d+))? \| `(?<code>[^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
