using System.Diagnostics;
using System.Text;
using TadSr.Cli.Tests;

// The runtime calls the class of this name without a namespace in a program started with DOTNET_STARTUP_HOOKS: the tests see
// from it what the program had loaded when it ended, and end it at a message of their choice.
#pragma warning disable CA1050
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The start of the line that the hook writes to the error stream.</summary>
    public const string Mark = "loaded libtorch: ";

    /// <summary>Environment variable: the program is killed when a line with this text is on the error stream, before it goes on.</summary>
    public const string KillAt = "TADSR_TEST_KILL_AT";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PictureMutations.Variable) is { Length: > 0 } work)
        {
            PictureMutations.Run(work);
            Environment.Exit(0);
        }
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            var managed = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "TorchSharp");
            var native = File.Exists("/proc/self/maps") && File.ReadLines("/proc/self/maps").Any(line => line.Contains("libtorch", StringComparison.Ordinal));
            Console.Error.WriteLine($"{Mark}{managed || native}");
        };
        if (Environment.GetEnvironmentVariable(KillAt) is { Length: > 0 } text)
            Console.SetError(new LastWords(Console.Error, text));
    }

    private sealed class LastWords(TextWriter errors, string text) : TextWriter
    {
        public override Encoding Encoding => errors.Encoding;

        public override void Write(char value) => errors.Write(value);

        public override void WriteLine(string? value)
        {
            errors.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) != true)
                return;
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
