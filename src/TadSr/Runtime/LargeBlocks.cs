using System.Runtime.InteropServices;

namespace TadSr.Runtime;

/// <summary>Lets glibc keep large blocks of memory instead of giving each back to the kernel, whose page faults cost more than
/// the computation on large pictures. Resident memory then stays at its peak.</summary>
internal static partial class LargeBlocks
{
    private const int TrimThreshold = -1, MapThreshold = -3;

    /// <summary>Sets the thresholds; to be called before the first tensor. Does nothing where the C library is not glibc.</summary>
    public static void Keep()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library) || !NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _))
            return;
        _ = SetOption(MapThreshold, 1 << 30);
        _ = SetOption(TrimThreshold, int.MaxValue);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int parameter, int value);
}
