using static TorchSharp.torch;

namespace TadSr.Checkpoints;

/// <summary>Writes a tensor of any device and layout in slices, without a copy of the whole when it lies contiguous on the processor.</summary>
internal sealed class TorchTensorSource : TensorSource
{
    private const long SliceElements = 1 << 24;
    private readonly Tensor value;

    public TorchTensorSource(string name, Tensor value)
        : base(new TensorEntry(name, value.dtype.ToElementType(), value.shape)) => this.value = value;

    /// <inheritdoc/>
    public override void WriteTo(Stream stream)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var flat = value.detach().cpu().contiguous().view(-1);
        for (var start = 0L; start < flat.shape[0]; start += SliceElements)
        {
            using var slice = flat.narrow(0, start, Math.Min(SliceElements, flat.shape[0] - start));
            stream.Write(slice.bytes);
        }
    }
}
