using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>Gives a stream to libvips. Errors of the stream are kept, since none may pass through native code.</summary>
internal sealed class StreamSource : SourceCustom
{
    private readonly Stream stream;
    private readonly CancellationToken cancellation;
    private long position;

    /// <summary>Starts at the beginning of a stream.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="cancellation">Lets every further read fail.</param>
    public StreamSource(Stream stream, CancellationToken cancellation)
    {
        (this.stream, this.cancellation) = (stream, cancellation);
        OnRead += Read;
        OnSeek += Seek;
    }

    /// <summary>Why reading failed, or null.</summary>
    public Exception? Error { get; private set; }

    private int Read(byte[] buffer, int length)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Position = position;
            var count = stream.Read(buffer, 0, length);
            position += count;
            return count;
        }
#pragma warning disable CA1031 // Kept and thrown again once the native call has returned.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error = e;
            return -1;
        }
    }

    private long Seek(long offset, SeekOrigin origin)
    {
        var to = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => position, _ => stream.Length };
        return to < 0 ? -1 : position = to;
    }
}
