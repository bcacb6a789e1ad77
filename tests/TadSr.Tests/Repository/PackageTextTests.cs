using System.Text.RegularExpressions;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Repository;

[Trait("Kind", "Unit")]
public sealed partial class PackageTextTests
{
    [Fact]
    public void Readme_of_the_package_shows_the_sample_that_is_compiled() =>
        Assert.Equal(Sample().Match(Section(Text("README.md"))).Value, Sample().Match(Text("src", "TadSr", "README.md")).Value);

    [Fact]
    public void Readmes_name_every_package_of_libtorch_and_libvips_with_the_version_of_the_build()
    {
        var packages = Package().Matches(Text("Directory.Packages.props"));
        Assert.Equal(8, packages.Count);
        foreach (Match package in packages)
        {
            var (name, version) = (package.Groups[1].Value, package.Groups[2].Value);
            Assert.Contains($"| `{name}` | {version} |", Text("src", "TadSr", "README.md"), StringComparison.Ordinal);
            Assert.Matches($"{Regex.Escape(name)}[^.]*{Regex.Escape(version)}", Section(Text("README.md")));
        }
    }

    private static string Section(string readme) => readme[readme.IndexOf("## Library", StringComparison.Ordinal)..readme.IndexOf("## Limits", StringComparison.Ordinal)];

    private static string Text(params string[] parts) => File.ReadAllText(Path.Combine([References.RepositoryRoot(), .. parts]));

    [GeneratedRegex("```csharp\n.+?```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex("Include=\"(libtorch-cpu-[^\"]+|TorchSharp-cuda-[^\"]+|NetVips\\.Native[^\"]+)\" Version=\"([^\"]+)\"")]
    private static partial Regex Package();
}
