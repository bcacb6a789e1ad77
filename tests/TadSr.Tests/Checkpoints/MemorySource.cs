using TadSr.Checkpoints;

namespace TadSr.Tests.Checkpoints;

/// <summary>A tensor from bytes in memory; after <c>failAfter</c> bytes the disk is full.</summary>
internal sealed class MemorySource(string name, ElementType type, long[] shape, byte[] data, int failAfter = int.MaxValue)
    : TensorSource(new TensorEntry(name, type, shape))
{
    public byte[] Data => data;

    public override void WriteTo(Stream stream)
    {
        if (failAfter < data.Length)
        {
            stream.Write(data, 0, failAfter);
            throw new IOException("No space left on device");
        }
        stream.Write(data);
    }
}
