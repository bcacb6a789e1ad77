using System.Globalization;
using System.Runtime.InteropServices;

namespace TadSr.Runtime;

/// <summary>Gives freed memory back to the kernel where it grows from tile to tile. glibc keeps what was freed, and blocks of many sizes
/// split its holes, so that the next tile's go elsewhere although hardly anything lives between tiles.</summary>
internal sealed partial class KeptBlocks
{
    // Giving back costs a page fault for each page that is used again; without it the memory of a long run goes up to three times what
    // a tile needs (docs/performance.md).
    private const int Interval = 4;
    private const long Growth = 64 << 20;

    private readonly bool isGlibc = LargeBlocks.IsGlibc();
    private long first, room, limit;   // bytes: after the first tile, what that left, from where on it is given back
    private int looks, since;

    /// <summary>Looks at the memory; to be called after each batch of tiles.</summary>
    public void Look()
    {
        if (!isGlibc)
            return;
        if (looks++ == 0)
            (first, limit) = (Anonymous(), Anonymous() + Growth);
        if (++since < Interval || Anonymous() <= limit)
            return;
        GiveBack();
        var live = Anonymous();
        room = Math.Max(room, first - live);
        (limit, since) = (live + room + Growth, 0);
    }

    /// <summary>Gives back what tiles took; to be called after the last one. A few tiles are not worth it: the next picture takes their memory again.</summary>
    public void Finish()
    {
        if (looks >= Interval)
            GiveBack();
    }

    /// <summary>Gives everything back that is free. Does nothing where the C library is not glibc.</summary>
    public static void GiveBack()
    {
        if (LargeBlocks.IsGlibc())
            _ = Trim(0);
    }

    // Bytes that the process holds and that are no file's.
    private static long Anonymous()
    {
        var pages = File.ReadAllText("/proc/self/statm").Split(' ');
        return (long.Parse(pages[1], CultureInfo.InvariantCulture) - long.Parse(pages[2], CultureInfo.InvariantCulture)) * Environment.SystemPageSize;
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nint kept);
}
