using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Matrix products for networks that only infer. In float32 on a CPU they run as 1x1 convolutions: libtorch's matrix
/// products reach half the rate of its convolutions on AMD processors (docs/performance.md).</summary>
internal static class RowProduct
{
    private const long Block = 16;

    /// <summary>Multiplies every row with every row of a matrix.</summary>
    /// <param name="x">(..., k).</param>
    /// <param name="matrix">(m, k), of the same element type; its transpose is copied unless that is contiguous (<see cref="RowLinear"/>).</param>
    /// <param name="bias">(m), added to every row, or none.</param>
    /// <returns>(..., m).</returns>
    /// <remarks>The matrix is the picture, k channels of m positions, and the rows are the filters: so both the rows and the result
    /// lie in memory as they are. A picture of rows with its channels last would do that too, but for 1x1 convolutions of that layout
    /// oneDNN (libtorch 2.10, two threads) gives wrong numbers or ends the program at many a shape, 784 to 784 for 3072 rows for one.</remarks>
    public static Tensor Multiply(Tensor x, Tensor matrix, Tensor? bias = null)
    {
        long outputs = matrix.shape[0], inputs = matrix.shape[1], rows = x.numel() / inputs;
        // Convolutions on x64 are right for whole blocks of input channels only (see Conv2d), and few rows are not worth one.
        if (x.dtype != ScalarType.Float32 || x.device_type != DeviceType.CPU || inputs % Block != 0 || outputs < Block || rows < Block)
            return nn.functional.linear(x, matrix, bias);
        using var scope = NewDisposeScope();
        var product = nn.functional.conv2d(matrix.t().contiguous().reshape(1, inputs, outputs, 1), x.reshape(rows, inputs, 1, 1));
        if (bias is not null)
            product = product.view(rows, outputs).add_(bias);
        return product.view([.. x.shape[..^1], outputs]).MoveToOuterDisposeScope();
    }
}
