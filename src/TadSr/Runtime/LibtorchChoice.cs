using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace TadSr.Runtime;

/// <summary>A libtorch that is to be loaded in place of the program's own.</summary>
/// <param name="given">The folder that was asked for.</param>
/// <param name="log">Told what is unusual about it.</param>
internal sealed partial class LibtorchChoice(string given, ILogger? log)
{
    // TorchSharp loads these by the path of the program's own; the rest comes through what they need, by name.
    private static readonly string[] AskedFor = ["libtorch_cpu.so", "libtorch_cuda.so"];

    /// <summary>Compares, and loads the folder's libraries and TorchSharp's own.</summary>
    /// <exception cref="TadSrException">The folder lacks something, or something does not load.</exception>
    public void Load()
    {
        var folder = LibtorchFolder.Open(given);
        if (!OperatingSystem.IsLinux())
        {
            if (OwnLibraries(["torch_cpu.dll", "libtorch_cpu.dylib"]).FirstOrDefault() is { } own)
                throw new TadSrException($"libtorch folder {folder.Path}: {own} comes with the program and would be loaded beside it; on this system take a program without a libtorch of its own.", ErrorKind.Usage);
            folder.Load();
            return;
        }
        var native = NativeLibraryFile.FindBelow(AppContext.BaseDirectory).FirstOrDefault()
            ?? throw new TadSrException($"{AppContext.BaseDirectory} has no {NativeLibraryFile.Name}, a part of the package TorchSharp; publish the program with it.", ErrorKind.Environment);
        if (folder.Compare(native) is { } unusual && log is not null)
            Warn(log, unusual);
        folder.Load();
        foreach (var own in OwnLibraries(AskedFor))
            LoadDecoy(own);
        if (!NativeLibrary.TryLoad(native, out _) && !Backend.LoadPrivateCopy(native, copy => NativeLibraryFile.Repair(copy)))
            throw new DllNotFoundException($"{native} does not load with the libraries of {folder.Path}.");
        if (log is not null)
            Loaded(log, folder.Version ?? "of an unknown version", folder.Path);
    }

    private static IEnumerable<string> OwnLibraries(string[] names) =>
        ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(AppContext.BaseDirectory).SelectMany(place => names.Select(name => Path.Combine(place, name))).Distinct().Where(File.Exists);

    private static void LoadDecoy(string path)
    {
        var place = Directory.CreateTempSubdirectory("tadsr-native-");
        try
        {
            var decoy = Path.Combine(place.FullName, "decoy.so");
            File.WriteAllBytes(decoy, Decoy.Of(path));
            NativeLibrary.Load(decoy);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Line}")]
    private static partial void Warn(ILogger log, string line);

    [LoggerMessage(Level = LogLevel.Debug, Message = "libtorch {Version} of {Folder}")]
    private static partial void Loaded(ILogger log, string version, string folder);
}
