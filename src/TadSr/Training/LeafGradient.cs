using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The gradient at one tensor.</summary>
internal static class LeafGradient
{
    /// <summary>Differentiates a value with respect to one leaf; the gradients that leaf and others hold stay as they are.</summary>
    /// <param name="value">A scalar, or any tensor with a <paramref name="seed"/>.</param>
    /// <param name="leaf">A leaf that requires a gradient.</param>
    /// <param name="seed">The gradient at <paramref name="value"/>; 1 by default.</param>
    /// <param name="keepGraph">Whether the graph is passed through again.</param>
    /// <exception cref="InvalidOperationException">The value does not depend on the leaf.</exception>
    /// <remarks>The native function of <c>autograd.grad</c> ends the process where memory runs out (docs/deviations.md, native traps):
    /// <c>backward</c> throws.</remarks>
    public static Tensor Of(Tensor value, Tensor leaf, Tensor? seed = null, bool keepGraph = false)
    {
        var before = leaf.grad;
        leaf.grad = null;
        try
        {
            autograd.backward([value], seed is null ? null : [seed], keepGraph, false, [leaf]);
            return leaf.grad ?? throw new InvalidOperationException("The value does not depend on the leaf.");
        }
        finally
        {
            leaf.grad = before;
        }
    }
}
