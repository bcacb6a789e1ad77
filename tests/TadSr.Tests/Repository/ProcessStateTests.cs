using System.Text.RegularExpressions;
using TadSr.Tests.Parity;

namespace TadSr.Tests.Repository;

/// <summary>Tests run beside each other in one process, on machines with other work: what one changes for the whole process, or
/// draws from its generators, another sees, and a time that is long enough here is too short there.</summary>
[Trait("Kind", "Unit")]
public sealed class ProcessStateTests
{
    // Runs in programs that tests start, never in the process of the tests.
    private const string InChildren = "StartupHook.cs";

    public static TheoryData<string, string> Unwanted => new()
    {
        { @"\bnew Random\(\)|\bRandom\.Shared\b|\bGuid\.NewGuid\(|\bmanual_seed\b|\bPath\.GetRandomFileName\(|\bPath\.GetTempFileName\(", "give every draw a seed" },
        { @"(?<![.\w])(torch\.)?(rand|randn|randint|randperm|normal|bernoulli|multinomial|rand_like|randn_like)\((?!.*\bgenerator\b)", "use Draws, or pass a generator" },
        { @"\.(uniform_|normal_|random_|bernoulli_|cauchy_|exponential_|log_normal_)\((?!.*\bgenerator\b)", "pass a generator" },
        { @"\)\.Sample\(.*=>|\biter: \d", "CsCheck draws anew in each run: use Draws.ForEach" },
        { @"\bConsole\.Set(Out|Error|In)\(|\bSetCurrentDirectory\(|\bEnvironment\.(SetEnvironmentVariable\(|CurrentDirectory\b|ErrorKind\b)|\bAppContext\.SetSwitch\(|\bDefaultThreadCurrent(UI)?Culture\b", "hand it to the tested code instead" },
        { @"\bPosixSignalRegistration\b|\bCancelKeyPress\b|\bEnvironment\.ProcessId\b", "raise signals through TestSignals, or in a program of their own" },
        { @"\bThread\.Sleep\(|\bTask\.Delay\((?!Timeout\.Infinite)|\bCancelAfter\(|\bCancellationTokenSource\(TimeSpan\b|\(Timeout = ", "wait for the event, not for a time" },
        { @"\bGC\.GetTotal(AllocatedBytes|Memory)\(", "count what the thread of the test allocates" },
    };

    [Theory]
    [MemberData(nameof(Unwanted))]
    public void Tests_share_nothing_and_draw_and_wait_alike_everywhere(string pattern, string instead)
    {
        var places = Sources().SelectMany(file => File.ReadLines(file).Select((line, index) => (Place: $"{Path.GetFileName(file)}:{index + 1}", Text: line)))
            .Where(line => Regex.IsMatch(line.Text, pattern)).Select(line => line.Place);

        Assert.True(!places.Any(), $"{string.Join(", ", places.Take(8))}: {instead}");
    }

    [Fact]
    public void Sources_of_both_test_projects_are_looked_at() =>
        Assert.Superset(new HashSet<string?> { "ShellTests.cs", "LiteUnetTests.cs" }, Sources().Select(Path.GetFileName).ToHashSet());

    [Fact]
    public void Program_alone_takes_error_stream_and_signals_of_the_process()
    {
        // Whatever else wrote there would miss the log file, and whatever else listened would hear the signals of others.
        const string Pattern = @"\bConsole\.(Error|SetError|OpenStandardError|IsErrorRedirected|CancelKeyPress)\b|\bInvocationConfiguration\.Error\b|\bPosixSignalRegistration\b|\bAnsiConsole\.(Write|Markup|Console)";

        var sources = new[] { "TadSr", "TadSr.Cli" }.SelectMany(project => Directory.EnumerateFiles(Path.Combine(References.RepositoryRoot(), "src", project), "*.cs", SearchOption.AllDirectories));

        Assert.Equal(["Program.cs"], sources.Where(file => Regex.IsMatch(File.ReadAllText(file), Pattern)).Select(Path.GetFileName));
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateFiles(Path.Combine(References.RepositoryRoot(), "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not (InChildren or $"{nameof(ProcessStateTests)}.cs"));
}
