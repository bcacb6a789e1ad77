namespace TadSr.Imaging;

/// <summary>Passes an encoder's bytes on and puts extra bytes at one place among them.</summary>
/// <param name="inner">Where the bytes go; stays open.</param>
/// <param name="insertAt">After how many bytes of the encoder the extra ones follow.</param>
/// <param name="insert">The extra bytes, may be empty.</param>
internal sealed class PictureOutputStream(Stream inner, long insertAt, byte[] insert) : Stream
{
    private long position;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => position;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (position <= insertAt && position + buffer.Length > insertAt)
        {
            var before = (int)(insertAt - position);
            inner.Write(buffer[..before]);
            inner.Write(insert);
            inner.Write(buffer[before..]);
        }
        else
        {
            inner.Write(buffer);
        }
        position += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
