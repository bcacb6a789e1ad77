using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Products of batches of matrices.</summary>
internal static class BatchProduct
{
    /// <summary>Multiplies every matrix of a batch with its counterpart of another.</summary>
    /// <param name="a">(..., n, k), at least 3 dimensions.</param>
    /// <param name="b">(..., k, m); its leading sizes are those of <paramref name="a"/> or the last ones of them.</param>
    /// <returns>(..., n, m).</returns>
    /// <remarks>The steps of <c>matmul</c>, whose native function ends the process where memory runs out (docs/deviations.md, native
    /// traps): <c>bmm</c> throws.</remarks>
    public static Tensor Multiply(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (batch, rows, inner, columns) = (a.shape[..^2], a.shape[^2], a.shape[^1], b.shape[^1]);
        var product = a.reshape(-1, rows, inner).bmm(b.expand([.. batch, inner, columns]).reshape(-1, inner, columns));
        return product.view([.. batch, rows, columns]).MoveToOuterDisposeScope();
    }
}
