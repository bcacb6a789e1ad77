using System.IO.MemoryMappedFiles;

namespace TadSr.Checkpoints;

/// <summary>A mapped part of a file; its bytes are valid until it is disposed.</summary>
internal sealed unsafe class MappedWindow : IDisposable
{
    private readonly MemoryMappedViewAccessor? view;
    private readonly int length;
    private byte* start;

    public MappedWindow(MemoryMappedViewAccessor? view, int length)
    {
        this.view = view;
        this.length = length;
        if (view is null)
            return;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        // The view begins at a page boundary, the window at the asked offset.
        start += view.PointerOffset;
    }

    public ReadOnlySpan<byte> Bytes => new(start, length);

    public void Dispose()
    {
        if (view is null || start is null)
            return;
        start = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
    }
}
