using TadSr.Runtime;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Repository;

[Trait("Kind", "Unit")]
public sealed class SourceTests
{
    private static readonly string[] TextEndings = [".cs", ".csproj", ".props", ".targets", ".sh", ".yaml", ".md", ".json", ".editorconfig", "run"];

    public static TheoryData<string, string> Unwanted => new()
    {
        { "TO" + "DO", "unfinished work belongs into the issues" },
        { "FIX" + "ME", "unfinished work belongs into the issues" },
        { "NotImplemented" + "Exception", "nothing is a stub" },
        { "../" + "shared", "a clone has no such folder" },
    };

    [Theory]
    [MemberData(nameof(Unwanted))]
    public void Project_files_do_not_contain_it(string word, string because)
    {
        var places = Texts()
            .SelectMany(file => File.ReadLines(Absolute(file)).Select((line, index) => (Place: $"{file}:{index + 1}", Text: line)))
            .Where(line => line.Text.Contains(word, StringComparison.Ordinal))
            .Select(line => line.Place);

        Assert.True(!places.Any(), $"{word} ({because}): {string.Join(", ", places.Take(5))}");
    }

    [Fact]
    public void Source_files_are_named_as_the_namespace_and_stay_readable()
    {
        foreach (var file in Texts().Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var lines = File.ReadAllLines(Absolute(file));
            Assert.True(lines.Length <= 400, $"{file} has {lines.Length} lines: it does two things");
            var folder = Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..].Replace('/', '.');
            var declared = lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
            Assert.True(declared is null || declared == $"namespace {folder};", $"{file} declares '{declared}'");
            // An enum of two values stands beside the record whose switch it is.
            var types = lines.Count(line => line.StartsWith("public ", StringComparison.Ordinal) && !line.StartsWith("public enum ", StringComparison.Ordinal));
            Assert.True(types <= 1, $"{file} has {types} public types: give each its own file");
            foreach (var name in types == 0 ? [] : lines.Where(line => line.StartsWith("public enum ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]))
                Assert.True(Enum.GetNames(typeof(TadSrException).Assembly.GetTypes().Single(type => type.Name == name && type.IsEnum)).Length == 2, $"{file}: {name} has not two values: give it its own file");
        }
    }

    private static string Absolute(string file) => Path.Combine(References.RepositoryRoot(), file);

    // The folders by name, so that build outputs, training runs and photographs beside them do not count.
    private static IEnumerable<string> Texts()
    {
        var root = References.RepositoryRoot();
        string[] folders = ["src", "tests", "benchmarks", "configs", "samples", "scripts", "docs", ".ci"];
        return folders.Select(Absolute).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(root))
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(file => Array.Exists(TextEndings, ending => file.EndsWith(ending, StringComparison.Ordinal))
                && !file.StartsWith("tests/TadSr.Tests/References/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal));
    }
}
