using TadSr.Runtime;

namespace TadSr.NativeRepair;

/// <summary>Writes the repaired copy of one of TorchSharp's files. The original, which lies in the package folder, is only read.</summary>
internal static class RepairedCopy
{
    /// <summary>File name of TorchSharp's managed library.</summary>
    public const string ManagedName = "TorchSharp.dll";

    /// <summary>Writes the copy, or leaves one alone that is there with the same content, so that the build copies nothing again.</summary>
    /// <param name="original">The file of the package.</param>
    /// <param name="folder">Where the copy goes, under the same name; made where it is missing.</param>
    /// <returns>Whether the copy was written.</returns>
    /// <exception cref="InvalidDataException">The file is not one of TorchSharp's, or cannot be repaired.</exception>
    public static bool Write(string original, string folder)
    {
        var name = Path.GetFileName(original);
        var bytes = File.ReadAllBytes(original);
        _ = name switch
        {
            ManagedName => LifetimeRepair.Apply(bytes),
            NativeLibraryFile.Name => ElfVersionRepair.MakeWeak(bytes, NativeLibraryFile.UnusedVersion),
            _ => throw new InvalidDataException($"only {ManagedName} and {NativeLibraryFile.Name} have a repair"),
        };
        var copy = Path.Combine(folder, name);
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            return false;
        Directory.CreateDirectory(folder);
        // The old copy may be hard-linked into an output folder: it is replaced, never written to.
        var temporary = $"{copy}.{Environment.ProcessId}.tmp";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, copy, overwrite: true);
        return true;
    }
}
