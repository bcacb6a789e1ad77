using System.Buffers;
using System.Runtime.InteropServices;
using TadSr.Runtime;

namespace TadSr.Checkpoints;

/// <summary>Writes a tensor of another checkpoint piece by piece, unchanged or as float16.</summary>
internal sealed class CopiedTensorSource : TensorSource
{
    private const int PieceBytes = 1 << 22;
    private readonly ICheckpoint checkpoint;
    private readonly TensorEntry original;

    public CopiedTensorSource(ICheckpoint checkpoint, TensorEntry original, bool half)
        : base(half && original.ElementType.IsFloat() ? new TensorEntry(original.Name, ElementType.Float16, original.Shape) : original)
    {
        this.checkpoint = checkpoint;
        this.original = original;
    }

    /// <inheritdoc/>
    public override void WriteTo(Stream stream)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var offset = 0L; offset < original.ByteLength; offset += PieceBytes)
            {
                var piece = buffer.AsSpan(0, (int)Math.Min(PieceBytes, original.ByteLength - offset));
                checkpoint.CopyTo(original, piece, offset);
                stream.Write(Entry.ElementType == original.ElementType ? piece : Halve(piece));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ReadOnlySpan<byte> Halve(Span<byte> piece)
    {
        var count = piece.Length / original.ElementType.Size();
        // The halves are no longer than what they come from, so they overwrite it from the front.
        var halves = MemoryMarshal.Cast<byte, Half>(piece);
        for (var i = 0; i < count; i++)
        {
            var value = original.ElementType.FloatAt(piece, i);
            var half = (Half)value;
            if (Half.IsInfinity(half) && double.IsFinite(value))
                throw new TadSrException(FormattableString.Invariant($"{checkpoint.Path}: the tensor '{Printable.Text(original.Name)}' holds {value:g6}, beyond the 65504 of float16; keep its element type."), ErrorKind.BadFile);
            halves[i] = half;
        }
        return piece[..(count * 2)];
    }
}
