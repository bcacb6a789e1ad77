// The runtime calls the class of this name without a namespace in a program started with DOTNET_STARTUP_HOOKS: the tests see
// from it what the program had loaded when it ended.
#pragma warning disable CA1050
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The start of the line that the hook writes to the error stream.</summary>
    public const string Mark = "loaded libtorch: ";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        var managed = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "TorchSharp");
        var native = File.Exists("/proc/self/maps") && File.ReadLines("/proc/self/maps").Any(line => line.Contains("libtorch", StringComparison.Ordinal));
        Console.Error.WriteLine($"{Mark}{managed || native}");
    };
}
