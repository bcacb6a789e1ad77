using System.Diagnostics;

namespace TadSr.Cli.Tests;

/// <summary>One finished run of the built program, as a user would start it.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">The standard output.</param>
/// <param name="Error">The error stream, without the line of the start-up hook.</param>
/// <param name="LoadsLibtorch">Whether the process had loaded libtorch or the TorchSharp assembly.</param>
public sealed record ProgramRun(int Code, string Output, string Error, bool LoadsLibtorch)
{
    /// <summary>The lines of the error stream.</summary>
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Where the built program lies.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "TadSr.Cli.exe" : "TadSr.Cli");

    /// <summary>Runs the program to its end.</summary>
    public static ProgramRun Of(params IEnumerable<string> arguments) => Of(null, null, arguments);

    /// <summary>Runs the program to its end in a folder of its own, with further environment variables.</summary>
    public static ProgramRun Of(string? folder, IReadOnlyDictionary<string, string>? environment, IEnumerable<string> arguments)
    {
        using var process = Start(folder, environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return Finish(process, output.Result, error.Result);
    }

    /// <summary>Starts the program; the caller waits for it and calls <see cref="Finish"/>.</summary>
    public static Process Start(string? folder, IReadOnlyDictionary<string, string>? environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location;
        start.Environment["OMP_NUM_THREADS"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Takes the result of a process that has ended.</summary>
    public static ProgramRun Finish(Process process, string output, string error)
    {
        var lines = error.ReplaceLineEndings("\n").Split('\n');
        var rest = lines.Where(line => !line.StartsWith(StartupHook.Mark, StringComparison.Ordinal));
        return new ProgramRun(process.ExitCode, output.ReplaceLineEndings("\n"), string.Join('\n', rest), lines.Contains($"{StartupHook.Mark}True"));
    }
}
