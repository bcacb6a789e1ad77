using System.Runtime.InteropServices;

namespace TadSr.Runtime;

/// <summary>Settings of the C library's memory that matter more than code (docs/performance.md).</summary>
public static partial class ProcessMemory
{
    private const int TrimThreshold = -1, MmapThreshold = -3;

    /// <summary>Keeps freed blocks of tensors in the process instead of giving them back to the system, which would cost page
    /// faults at every large result. The process stays at its peak size. Only glibc has the setting; elsewhere nothing happens.</summary>
    public static void KeepLargeBlocks()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var libc))
            return;
        if (!NativeLibrary.TryGetExport(libc, "gnu_get_libc_version", out _))
            return;
        _ = SetMallocOption(MmapThreshold, 1 << 30);
        _ = SetMallocOption(TrimThreshold, int.MaxValue);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);
}
