namespace TadSr.Imaging.Formats;

/// <summary>A file as if some of its bytes were others, or as if more followed: for decoders that stumble over a detail.</summary>
/// <param name="inner">The file; stays open.</param>
/// <param name="patches">Places and the bytes that stand there.</param>
/// <param name="tail">What follows the end.</param>
internal sealed class PatchedStream(Stream inner, IReadOnlyList<(long Position, byte[] Bytes)> patches, byte[] tail) : Stream
{
    private readonly long length = inner.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length + tail.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        int count;
        if (Position < length)
        {
            inner.Position = Position;
            count = inner.Read(buffer[..(int)Math.Min(buffer.Length, length - Position)]);
            foreach (var (position, bytes) in patches)
                Overlay(buffer[..count], position, bytes);
        }
        else
        {
            var left = tail.AsSpan((int)Math.Min(Position - length, tail.Length));
            count = Math.Min(left.Length, buffer.Length);
            left[..count].CopyTo(buffer);
        }
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Overlay(Span<byte> read, long position, byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = position + i - Position;
            if (at >= 0 && at < read.Length)
                read[(int)at] = bytes[i];
        }
    }
}
