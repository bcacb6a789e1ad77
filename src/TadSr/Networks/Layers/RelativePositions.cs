using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Where two tokens of a square window stand to each other, as Swin numbers it.</summary>
internal static class RelativePositions
{
    /// <summary>Row of the table of biases for each query and key: (dy + w - 1)(2w - 1) + dx + w - 1.</summary>
    /// <param name="window">Side w of the window.</param>
    /// <returns>(w², w²) int64.</returns>
    public static Tensor Index(int window)
    {
        var tokens = window * window;
        var index = new long[tokens * tokens];
        for (var query = 0; query < tokens; query++)
        {
            for (var key = 0; key < tokens; key++)
            {
                var dy = query / window - key / window + window - 1;
                var dx = query % window - key % window + window - 1;
                index[query * tokens + key] = dy * (2 * window - 1) + dx;
            }
        }
        return tensor(index, [tokens, tokens]);
    }
}
