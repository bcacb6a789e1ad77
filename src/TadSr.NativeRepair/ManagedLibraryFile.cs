namespace TadSr.NativeRepair;

/// <summary>Finds TorchSharp's managed library in a folder and repairs the copy that lies there.</summary>
public static class ManagedLibraryFile
{
    /// <summary>File name of TorchSharp's managed library.</summary>
    public const string Name = "TorchSharp.dll";

    /// <summary>The library in a build's or publish's folder, if it is there.</summary>
    public static IEnumerable<string> FindBelow(string folder) => new[] { Path.Combine(folder, Name) }.Where(File.Exists);

    /// <summary>Repairs one file. The file is replaced, never written to, since it may be a hard link into the package folder;
    /// it keeps its time, so that the next build does not copy the original over it.</summary>
    /// <exception cref="InvalidDataException">The file is no managed assembly.</exception>
    public static RepairOutcome Repair(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var outcome = LifetimeRepair.Apply(bytes);
        if (outcome == RepairOutcome.Repaired)
        {
            var temporary = $"{path}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, bytes);
            File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(path));
            File.Move(temporary, path, overwrite: true);
        }
        return outcome;
    }
}
