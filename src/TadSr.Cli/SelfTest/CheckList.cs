using System.Diagnostics;
using System.Globalization;
using TadSr.Runtime;

namespace TadSr.Cli.SelfTest;

/// <summary>Runs checks one after the other and writes a line for each.</summary>
/// <param name="output">Receives the lines.</param>
/// <param name="cancellation">Stops between checks.</param>
internal sealed class CheckList(TextWriter output, CancellationToken cancellation)
{
    private int passed;
    private int failed;

    /// <summary>Whether every check was passed so far.</summary>
    public bool IsClean => failed == 0;

    /// <summary>The closing line.</summary>
    public string Summary => $"{passed} passed, {failed} failed";

    /// <summary>Runs a check.</summary>
    /// <param name="name">What is checked.</param>
    /// <param name="check">Gives what was measured; what it throws fails the check, not the run.</param>
    public void Run(string name, Func<string> check)
    {
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        try
        {
            Write("passed", check());
            passed++;
        }
#pragma warning disable CA1031 // A device can fail in any way, and the checks that follow tell in which.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Write("FAILED", OptionNames.InWords(error.Message.ReplaceLineEndings("\n").Split('\n')[0]));
            failed++;
        }

        void Write(string result, string detail)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result}: {name}: {detail} ({clock.Elapsed.TotalSeconds:0.0} s)"));
            output.Flush();
        }
    }

    /// <summary>Refuses a gap above its limit, or one that is no number.</summary>
    /// <returns>Both, for the line.</returns>
    public static string Within(double gap, double limit, string what) => gap <= limit
        ? string.Create(CultureInfo.InvariantCulture, $"{what} {gap:0.0e+0}, at most {limit:0.0e+0}")
        : throw new TadSrException(string.Create(CultureInfo.InvariantCulture, $"{what} {gap:0.0e+0} is above {limit:0.0e+0}"), ErrorKind.NonFinite);
}
