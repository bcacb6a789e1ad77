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
        if (!IsGlibc())
            return;
        _ = SetOption(MapThreshold, 1 << 30);
        _ = SetOption(TrimThreshold, int.MaxValue);
    }

    /// <summary>Lets libtorch ask for huge pages where the kernel gives them on request: what was given back to it then costs few page faults.
    /// To be called before libtorch is loaded.</summary>
    public static void InHugePages() => NativeEnvironment.SetDefault("THP_MEM_ALLOC_ENABLE", "1");

    /// <summary>Whether the C library is glibc.</summary>
    public static bool IsGlibc()
        => OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _);

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int parameter, int value);
}
