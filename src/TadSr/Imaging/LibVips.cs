using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetVips;
using TadSr.Runtime;

namespace TadSr.Imaging;

/// <summary>The native picture library (libvips) that reads and writes PNG, JPEG, WebP, TIFF, GIF and AVIF: the one that comes with
/// the program, or the system's own, which can know more formats (HEIC).</summary>
internal static class LibVips
{
    /// <summary>Environment variable that names a folder with a libvips to use instead of the program's own.</summary>
    public const string FolderVariable = "TADSR_LIBVIPS";

    private const int OldestMajor = 8, OldestMinor = 13;

    // Everything else that a build of libvips may be able to load stays out of reach of a stranger's file.
    private static readonly string[] Loaders = ["Png", "Jpeg", "Webp", "Tiff", "Nsgif", "Heif"];

    private static readonly Lock Gate = new();

    // The buffer of error messages belongs to the process: whoever wants to read the message of one call must be alone.
    private static readonly ReaderWriterLockSlim Errors = new();

    private static string? loaded;

    /// <summary>Whether the library is the system's own and not the one that comes with the program.</summary>
    public static bool IsForeign { get; private set; }

    /// <summary>As <see cref="IsForeign"/>, after it has been loaded.</summary>
    internal static bool IsForeignAfterLoad
    {
        get
        {
            Load();
            return IsForeign;
        }
    }

    /// <summary>Where the loaded library was asked for; null for the one that comes with the program, or before it is loaded.</summary>
    public static string? Folder => string.IsNullOrEmpty(loaded) ? null : loaded;

    /// <summary>Loads the library. The first picture does so too; later calls cost nothing. Loading bounds the library for the whole
    /// process: one thread, no cache of operations, no other loaders than those of the formats that are read here.</summary>
    /// <param name="folder">Folder (or file) of the libvips to use; null takes the one that <see cref="FolderVariable"/> names, and
    /// without it the one that comes with the program.</param>
    /// <exception cref="TadSrException">It is missing, too old, or does not load; or another one is loaded already.</exception>
    public static void Load(string? folder = null)
    {
        lock (Gate)
        {
            if (loaded is not null && (folder is null || folder == loaded))
                return;
            if (loaded is not null)
                throw new TadSrException($"libvips is loaded already{(loaded.Length == 0 ? "" : $" from {loaded}")}; set {Setting.LibVipsFolder} before the first picture.", ErrorKind.Usage);
            folder ??= Environment.GetEnvironmentVariable(FolderVariable);
            if (!string.IsNullOrEmpty(folder))
                LoadForeign(folder);
            Start();
            loaded = folder ?? "";
        }
    }

    /// <summary>Enters the library together with others, until the result is disposed.</summary>
    internal static IDisposable Share()
    {
        Errors.EnterReadLock();
        return new Turn(Errors.ExitReadLock);
    }

    /// <summary>Enters the library alone, so that the message of an error is that of this call, until the result is disposed.</summary>
    internal static IDisposable Alone()
    {
        Errors.EnterWriteLock();
        _ = new VipsException("");   // empties the buffer
        return new Turn(Errors.ExitWriteLock);
    }

    /// <summary>Whether a call failed because there was no memory for it.</summary>
    internal static bool IsOutOfMemory(Exception error) => error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the library says about a failed call, in one line.</summary>
    internal static string Message(VipsException error)
    {
        // The last line is that of the innermost cause; searching the end of a short file is no fault.
        var line = error.Message.Split('\n').Select(text => text.Trim())
            .LastOrDefault(text => text.Length > 0 && !text.StartsWith("source: bad seek", StringComparison.Ordinal) && !text.StartsWith("unable to ", StringComparison.Ordinal));
        if (line is null)
            return "the decoder gives no reason";
        var domain = line.IndexOf(": ", StringComparison.Ordinal);
        return domain > 0 && !line.AsSpan(0, domain).Contains(' ') ? line[(domain + 2)..] : line;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Start()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            var cause = ModuleInitializer.Exception;
            throw new TadSrException(
                $"libvips does not load on {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}): {(cause?.InnerException ?? cause)?.Message.ReplaceLineEndings(" ")} " +
                "Needed is the package NetVips.Native of this system, or a libvips of the system's own.",
                ErrorKind.Environment, cause);
        }
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Loaders)
            Operation.Block("VipsForeignLoad" + loader, false);
        // Warnings are asked for through the strictness of the call; printed ones would stand between our lines.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Info | Enums.LogLevelFlags.Debug, (_, _, _) => { });
    }

    // The binding looks for its library once, beside the program. The other one is loaded and started before that, since its
    // modules ask for the library by name and get the first of that name; then the binding is turned to it.
    private static unsafe void LoadForeign(string folder)
    {
        var name = OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";
        var path = Directory.Exists(folder) ? Path.Combine(folder, name) : folder;
        if (!File.Exists(path))
            throw new TadSrException($"{path}: there is no such file; name the folder that holds {name}.", ErrorKind.BadFile);
        if (!NativeLibrary.TryLoad(path, out var library) || !NativeLibrary.TryGetExport(library, "vips_init", out var init) || !NativeLibrary.TryGetExport(library, "vips_version", out var version))
            throw new TadSrException($"{path}: does not load as libvips; a library that it needs may be missing.", ErrorKind.BadFile);
        var number = (delegate* unmanaged[Cdecl]<int, int>)version;
        var found = new Version(number(0), number(1), number(2));
        if (found < new Version(OldestMajor, OldestMinor))
            throw new TadSrException($"{path}: is libvips {found}; {OldestMajor}.{OldestMinor} or newer is needed.", ErrorKind.BadFile);
        fixed (byte* program = "tadsr\0"u8)
        {
            if (((delegate* unmanaged[Cdecl]<byte*, int>)init)(program) != 0)
                throw new TadSrException($"{path}: libvips {found} does not start.", ErrorKind.BadFile);
        }
        Redirect(library, found);
        IsForeign = true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Redirect(nint library, Version version)
    {
        var field = typeof(ModuleInitializer).GetField("DllImportCache", BindingFlags.NonPublic | BindingFlags.Static);
        if (field?.GetValue(null) is not Dictionary<string, nint> { Count: > 0 } libraries)
            throw new TadSrException("this version of NetVips cannot be turned to another libvips; leave the folder out.", ErrorKind.Environment);
        foreach (var name in libraries.Keys.ToArray())
            libraries[name] = library;
        ModuleInitializer.Version = (version.Major << 16) | (version.Minor << 8) | version.Build;
    }

    private sealed class Turn(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
