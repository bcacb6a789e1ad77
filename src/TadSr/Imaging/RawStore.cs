using System.Buffers;
using System.IO.MemoryMappedFiles;
using SixLabors.ImageSharp;
using TadSr.Runtime;
using Decoders = SixLabors.ImageSharp.Configuration;

namespace TadSr.Imaging;

/// <summary>Samples in a file: written with plain writes, so that a full disk is an error and not the end of the process, and looked at
/// through a mapping.</summary>
internal sealed unsafe class RawStore : PixelStore, IDisposable
{
    private readonly FileStream file;
    private readonly string output;
    private readonly int stride;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private byte* samples;

    /// <summary>Takes over a file of the picture's length.</summary>
    /// <param name="file">The file.</param>
    /// <param name="output">What messages call it.</param>
    /// <param name="stride">Bytes of a row.</param>
    public RawStore(FileStream file, string output, int stride)
    {
        (this.file, this.output, this.stride) = (file, output, stride);
        map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref samples);
    }

    /// <inheritdoc/>
    public override Span<byte> Bytes => new(Samples, checked((int)file.Length));

    private byte* Samples
    {
        get
        {
            ObjectDisposedException.ThrowIf(samples == null, this);
            return samples;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> Row(int y) => new(Samples + (long)y * stride, stride);

    /// <inheritdoc/>
    public override void SetPart(int y, int offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, (long)y * stride + offset);
        }
        catch (IOException e)
        {
            throw AtomicFile.RawFailed(output, file.Length, e);
        }
    }

    /// <inheritdoc/>
    public override Image Wrap(Decoders configuration) => throw new InvalidOperationException("Samples in a file are encoded as they are.");

    /// <inheritdoc/>
    public override MemoryHandle Pin() => new(Samples);

    /// <inheritdoc/>
    public override void CopyFrom(Image image) => throw new InvalidOperationException("Samples in a file are written row by row.");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (samples == null)
            return;
        samples = null;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
        file.Dispose();
    }
}
