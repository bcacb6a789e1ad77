using System.Text.RegularExpressions;
using TadSr.Runtime;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed partial class DocumentationTests
{
    [Fact]
    public void Documented_exit_codes_are_those_of_the_program()
    {
        var documented = ExitCodeRow().Matches(Text("docs", "commands.md")).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(Enum.GetValues<ExitCode>().Select(code => (int)code), documented);
    }

    [Fact]
    public void Documented_commands_are_those_of_the_program()
    {
        var help = ProgramRun.Of("--help").Output;
        var offered = CommandLine().Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value);

        Assert.Equal(CommandRow().Matches(Text("docs", "commands.md")).Select(match => match.Groups[1].Value).Order(), offered.Order());
    }

    [Fact]
    public void Readme_and_continuous_integration_run_the_same_two_commands()
    {
        foreach (var command in new[] { "dotnet run -c Release --project src/TadSr.Cli -- infer -i samples/lr -o out", "dotnet test -c Release" })
        {
            Assert.Contains(command, Text("README.md"), StringComparison.Ordinal);
            Assert.Contains(command, Text(".ci", "run"), StringComparison.Ordinal);
        }
    }

    private static string Text(params string[] parts) => File.ReadAllText(Path.Combine([Root(), .. parts]));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TadSr.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("TadSr.sln is not above the test program");
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"^\| `([a-z]+)` \|", RegexOptions.Multiline)]
    private static partial Regex CommandRow();

    [GeneratedRegex(@"^  ([a-z]+)(?: |$)", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
