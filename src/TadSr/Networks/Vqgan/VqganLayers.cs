using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>What the parts of a <see cref="Vqgan"/> share.</summary>
internal static class VqganLayers
{
    /// <summary>The epsilon of every normalisation, unlike the U-Net's 1e-5.</summary>
    public const double NormEpsilon = 1e-6;

    /// <summary>x sigmoid(x) of the normalised map.</summary>
    public static Tensor NormAndSwish(GroupNorm norm, Tensor x)
    {
        using var normalised = norm.forward(x);
        return nn.functional.silu(normalised);
    }

    /// <summary>Runs modules one after the other and frees what lies between.</summary>
    public static Tensor Chain(Tensor x, IEnumerable<Func<Tensor, Tensor>> steps)
    {
        using var scope = NewDisposeScope();
        var h = x.alias();
        foreach (var step in steps)
        {
            var next = step(h);
            h.Dispose();
            h = next;
        }
        return h.MoveToOuterDisposeScope();
    }
}
