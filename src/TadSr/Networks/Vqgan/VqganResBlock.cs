using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>Residual block of a <see cref="Vqgan"/>. Keys: <c>norm1</c>, <c>conv1</c>, <c>norm2</c>, <c>conv2</c> and, when the
/// channels change, <c>nin_shortcut</c>.</summary>
internal sealed class VqganResBlock : CompositeModule
{
    private readonly GroupNorm norm1, norm2;
    private readonly Conv2d conv1, conv2;
    private readonly Conv2d? shortcut;

    public VqganResBlock(int inChannels, int outChannels)
        : base(nameof(VqganResBlock))
    {
        norm1 = this.Place("norm1", new GroupNorm(32, inChannels, VqganLayers.NormEpsilon));
        conv1 = this.Place("conv1", new Conv2d(inChannels, outChannels, 3, padding: 1));
        norm2 = this.Place("norm2", new GroupNorm(32, outChannels, VqganLayers.NormEpsilon));
        conv2 = this.Place("conv2", new Conv2d(outChannels, outChannels, 3, padding: 1));
        if (inChannels != outChannels)
            shortcut = this.Place("nin_shortcut", new Conv2d(inChannels, outChannels, 1));
    }

    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = conv1.forward(VqganLayers.NormAndSwish(norm1, x));
        h = conv2.forward(VqganLayers.NormAndSwish(norm2, h));
        return ((shortcut is null ? x : shortcut.forward(x)) + h).MoveToOuterDisposeScope();
    }
}
