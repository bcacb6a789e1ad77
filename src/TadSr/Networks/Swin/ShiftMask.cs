using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>The attention mask of shifted windows as the published weights were trained with it. It is not Swin's: only the last
/// row of windows is masked, and there the split runs across token columns, because the reference reads its row labels in
/// transposed order.</summary>
internal static class ShiftMask
{
    /// <summary>What is added to the scores of tokens that must not see each other.</summary>
    private const float Blocked = -100;

    /// <summary>The mask of each row of windows; the columns of windows have the same one.</summary>
    /// <param name="height">Rows of the map, a multiple of the window.</param>
    /// <param name="window">Side of a window.</param>
    /// <param name="shift">Shift of the windows, below the window's side.</param>
    /// <param name="dtype">Element type of the mask.</param>
    /// <param name="device">Where it lies.</param>
    /// <returns>(height / window, window², window²).</returns>
    public static Tensor ByRow(int height, int window, int shift, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        var rows = height / window;
        var tokens = window * window;
        var labels = new int[rows * tokens];
        for (var i = 0; i < labels.Length; i++)
        {
            var row = i / tokens * window + i % window;
            labels[i] = row < height - window ? 0 : row < height - shift ? 1 : 2;
        }
        var label = tensor(labels, [rows, tokens], device: device);
        var differs = label.unsqueeze(1) != label.unsqueeze(2);
        return (differs.to_type(dtype) * Blocked).MoveToOuterDisposeScope();
    }

    /// <summary>The mask of every window of a square map, as published state dicts hold it (and never use it).</summary>
    /// <returns>((side / window)², window², window²) float32.</returns>
    public static Tensor OfSquare(int side, int window, int shift)
    {
        using var scope = NewDisposeScope();
        return ByRow(side, window, shift, ScalarType.Float32, CPU).repeat_interleave(side / window, 0).MoveToOuterDisposeScope();
    }
}
