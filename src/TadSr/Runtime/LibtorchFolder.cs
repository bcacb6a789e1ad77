using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace TadSr.Runtime;

/// <summary>The folder of a libtorch that is no part of the program, such as <c>torch/lib</c> of a PyTorch that is installed.</summary>
internal sealed partial class LibtorchFolder
{
    /// <summary>The version of libtorch that TorchSharp was built with.</summary>
    public const string BuiltWith = "2.10.0";

    /// <summary>What TorchSharp's native library asks for, in the order of loading.</summary>
    private static readonly string[] Required = ["c10", "torch_cpu", "torch"];

    /// <summary>What <c>torch</c> asks for where it was built for a graphics card (CUDA, ROCm).</summary>
    private static readonly string[] ForCards = ["c10_cuda", "torch_cuda", "c10_hip", "torch_hip"];

    // A PyTorch has version.py beside lib, an archive of libtorch build-version, and both the header.
    private static readonly string[] VersionFiles = ["version.py", "build-version", "include/torch/headeronly/version.h", "include/torch/csrc/api/include/torch/version.h"];

    private const int NamesShown = 3;

    private readonly string given;

    private LibtorchFolder(string given, string path) => (this.given, Path) = (given, path);

    /// <summary>The folder that holds the libraries.</summary>
    public string Path { get; }

    /// <summary>The version that stands in the folder, or null.</summary>
    public string? Version { get; private init; }

    /// <summary>Finds the libraries in a folder, or in its sub-folder <c>lib</c>.</summary>
    /// <exception cref="TadSrException">There is no such folder, or a library is missing in it.</exception>
    public static LibtorchFolder Open(string folder)
    {
        var full = System.IO.Path.GetFullPath(folder);
        if (!Directory.Exists(full))
            throw Refusal(folder, "there is no such folder", ErrorKind.BadFile);
        var places = new[] { full, System.IO.Path.Combine(full, "lib") };
        var path = Array.Find(places, place => Array.Exists(Required, name => File.Exists(System.IO.Path.Combine(place, FileName(name))))) ?? full;
        var missing = Required.Select(FileName).Where(name => !File.Exists(System.IO.Path.Combine(path, name))).ToList();
        if (missing.Count > 0)
            throw Refusal(folder, $"it has no {string.Join(", ", missing)}", ErrorKind.BadFile);
        return new LibtorchFolder(folder, path) { Version = ReadVersion(path) };
    }

    /// <summary>Compares what TorchSharp's native library takes with what the folder gives, before anything of it is loaded. Only
    /// libraries of Linux are compared.</summary>
    /// <param name="native">TorchSharp's native library.</param>
    /// <returns>What is unusual about the folder and is tried all the same, or null.</returns>
    /// <exception cref="TadSrException">A library is damaged or of another kind, or a symbol is missing that the program needs.</exception>
    public string? Compare(string native)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var (missing, reached) = (Missing(native), NeededSymbols.Read());
        var needed = missing.Where(symbol => symbol.IsBoundWhenLoaded || reached.Contains(symbol.Symbol)).ToList();
        if (needed.Count > 0)
            throw Refusal(given, $"{Versions} and lacks {Count(needed)} that {(needed.Count == 1 ? "is" : "are")} needed: {Names(needed)}", ErrorKind.BadFile);
        foreach (var name in Required)
            CheckName(name);
        if (missing.Count == 0 && (Version is null || IsBuiltWith(Version)))
            return null;
        var lacking = missing.Count == 0 ? "no symbol is missing" : $"it lacks {Count(missing)} that nothing here needs: {Names(missing)}";
        return $"libtorch folder {given}: {Versions}; {lacking}. It is tried all the same.";
    }

    /// <summary>Loads the libraries.</summary>
    /// <exception cref="TadSrException">One does not load.</exception>
    public void Load()
    {
        // Loaded one by one, each finds the others by name: the program's own, if it has some, are not looked at.
        foreach (var name in new[] { Required[0], Required[1] }.Concat(ForCards.Where(name => File.Exists(Library(name)))).Append(Required[2]))
        {
            try
            {
                NativeLibrary.Load(Library(name));
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw Refusal(given, $"{FileName(name)} does not load: {LoaderMessage.Of(e)}", ErrorKind.Environment, e);
            }
        }
    }

    private string Versions => $"it has libtorch {Version ?? "of an unknown version"}, TorchSharp was built with {BuiltWith}";

    private List<ElfImport> Missing(string native)
    {
        using var user = ElfLibrary.Open(native);
        var missing = user.Imports();
        foreach (var name in Required)
            missing = With(name, library => missing.Where(symbol => !library.Exports(symbol.Symbol)).ToList());
        return [.. missing];
    }

    // What asks for libc10.so would not find it in one that calls itself libc10.so.1, and would look for another.
    private void CheckName(string name) => With(name, library => library.Name == FileName(name)
        ? true
        : throw new InvalidDataException($"it calls itself {library.Name ?? "nothing"}, so that nothing finds it by its name"));

    private T With<T>(string name, Func<ElfLibrary, T> read)
    {
        try
        {
            using var library = ElfLibrary.Open(Library(name));
            return read(library);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Refusal(given, $"{FileName(name)} cannot be used: {e.Message}", ErrorKind.BadFile, e);
        }
    }

    private string Library(string name) => System.IO.Path.Combine(Path, FileName(name));

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    private static bool IsBuiltWith(string version) => version.Split('+')[0] == BuiltWith;

    private static string Count(List<ElfImport> symbols) => symbols.Count == 1 ? "1 symbol" : $"{symbols.Count} symbols";

    private static string Names(List<ElfImport> symbols)
    {
        var names = symbols.Select(symbol => symbol.PlainName()).Distinct().ToList();
        return string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");
    }

    private static TadSrException Refusal(string folder, string reason, ErrorKind kind, Exception? cause = null) =>
        new($"libtorch folder {folder}: {reason.TrimEnd('.')}. Give the libraries of libtorch {BuiltWith} for this system, such as torch/lib of that PyTorch.", kind, cause);

    private static string? ReadVersion(string path) =>
        VersionFiles.Select(file => VersionIn(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? path, file))).FirstOrDefault(version => version is not null);

    private static string? VersionIn(string file)
    {
        try
        {
            var found = VersionText().Match(File.Exists(file) ? File.ReadAllText(file) : "");
            return found.Success ? found.Groups[1].Value : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;   // it is only for a message
        }
    }

    [GeneratedRegex(@"(?:\A|^__version__ = ['""]|^#define TORCH_VERSION "")(\d+\.\d+\.\d+[0-9A-Za-z.+]{0,30})", RegexOptions.Multiline)]
    private static partial Regex VersionText();
}
