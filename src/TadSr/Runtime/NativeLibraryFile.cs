namespace TadSr.Runtime;

/// <summary>Finds TorchSharp's native library below a folder and repairs the copy that lies there.</summary>
internal static class NativeLibraryFile
{
    /// <summary>File name of TorchSharp's native library on Linux.</summary>
    public const string Name = "libLibTorchSharp.so";

    /// <summary>The version that the library asks for and never uses.</summary>
    public const string UnusedVersion = "GLIBCXX_3.4.32";

    /// <summary>Where builds (runtimes/) and publishes (beside the program) put the library; only existing files.</summary>
    public static IEnumerable<string> FindBelow(string folder) =>
        new[] { Path.Combine(folder, Name), Path.Combine(folder, "runtimes", "linux-x64", "native", Name) }.Where(File.Exists);

    /// <summary>Repairs one file. The file is replaced, never written to: with hard links an in-place write would change the
    /// package folder.</summary>
    /// <exception cref="InvalidDataException">The file is no ELF64 library or really uses the version.</exception>
    public static RepairOutcome Repair(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var outcome = ElfVersionRepair.MakeWeak(bytes, UnusedVersion);
        if (outcome == RepairOutcome.Repaired)
        {
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        return outcome;
    }
}
