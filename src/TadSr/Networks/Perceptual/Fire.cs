using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>SqueezeNet's block: a 1x1 reduction, then 1x1 and 3x3 expansions side by side. Keys <c>squeeze</c>, <c>expand1x1</c>, <c>expand3x3</c>.</summary>
internal sealed class Fire : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d squeeze, expand1x1, expand3x3;

    /// <summary>Creates the block: <paramref name="inChannels"/> to 2 <paramref name="expanded"/> channels.</summary>
    public Fire(int inChannels, int squeezed, int expanded)
        : base(nameof(Fire))
    {
        squeeze = new Conv2d(inChannels, squeezed, 1);
        expand1x1 = new Conv2d(squeezed, expanded, 1);
        expand3x3 = new Conv2d(squeezed, expanded, 3, padding: 1);
        RegisterComponents();
    }

    /// <summary>(B, in, H, W) to (B, 2 expanded, H, W).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var s = nn.functional.relu(squeeze.call(x));
        // ReLU acts on each value alone: once after the concatenation is the same as twice before it.
        return nn.functional.relu(cat([expand1x1.call(s), expand3x3.call(s)], 1)).MoveToOuterDisposeScope();
    }
}
