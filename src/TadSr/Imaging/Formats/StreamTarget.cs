using NetVips;

namespace TadSr.Imaging.Formats;

/// <summary>Takes what libvips writes. Errors of the stream are kept, since none may pass through native code.</summary>
internal sealed class StreamTarget : TargetCustom
{
    private readonly Stream stream;
    private readonly CancellationToken cancellation;

    /// <summary>Starts where the stream stands.</summary>
    /// <param name="stream">Stays open. TIFF needs one that can seek and be read.</param>
    /// <param name="cancellation">Lets every further write fail.</param>
    public StreamTarget(Stream stream, CancellationToken cancellation)
    {
        (this.stream, this.cancellation) = (stream, cancellation);
        OnWrite += (buffer, length) => Guard(() =>
        {
            stream.Write(buffer, 0, length);
            return length;
        });
        OnRead += (buffer, length) => (int)Guard(() => stream.Read(buffer, 0, length));
        OnSeek += (offset, origin) => Guard(() => stream.Seek(offset, origin));
    }

    /// <summary>Why writing failed, or null.</summary>
    public Exception? Error { get; private set; }

    private long Guard(Func<long> act)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            return act();
        }
#pragma warning disable CA1031 // Kept and thrown again once the native call has returned.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error ??= e;
            return -1;
        }
    }
}
