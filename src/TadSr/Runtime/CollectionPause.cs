using System.Diagnostics;

namespace TadSr.Runtime;

/// <summary>Keeps the garbage collector away while tensor operations run.</summary>
/// <remarks>TorchSharp passes the native handle of a number (<c>x + 1.5</c>, and the hidden factor 1 of <c>x + y</c>) without
/// keeping the number's object alive. A collection during the call, started by any thread, can free it under the operation:
/// measured with constant collections, 12 of 20,000 additions failed or could have computed with another number; none inside
/// a pause. See docs/deviations.md.</remarks>
public static class CollectionPause
{
    private const long Budget = 400L << 20;
    private static readonly Lock Gate = new();
    private static int depth;
    private static bool open;
    private static long openedAt;

    /// <summary>Starts a pause; it ends when the result is disposed, or early when about 200 MB of managed memory were allocated
    /// in it. Pauses nest, also across threads.</summary>
    public static IDisposable Begin()
    {
        lock (Gate)
        {
            // Opening costs milliseconds: one region serves many short pauses, until half of it is used up.
            if (depth++ == 0 && (!open || GC.GetTotalAllocatedBytes() - openedAt > Budget / 2))
                Reopen();
        }
        return new End();
    }

    // A region that was used up is over, yet a new one may only start after EndNoGCRegion, which then says so by an exception.
    private static void Reopen()
    {
        try
        {
            if (open)
                GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            Debug.WriteLine("a collection pause was used up before its end");
        }
        GC.TryStartNoGCRegion(Budget);
        open = true;
        openedAt = GC.GetTotalAllocatedBytes();
    }

    private sealed class End : IDisposable
    {
        private bool done;

        public void Dispose()
        {
            lock (Gate)
            {
                if (done)
                    return;
                done = true;
                depth--;
            }
        }
    }
}
