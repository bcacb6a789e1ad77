using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Swin;

/// <summary>Window attention and a two-layer perceptron, each behind a normalisation and added to its input. The normalisation
/// is GroupNorm over the whole map, not LayerNorm: the published weights want it so. Keys: <c>norm1</c>, <c>attn.*</c>,
/// <c>norm2</c>, <c>mlp.fc1</c>, <c>mlp.fc2</c> and, for shifted windows, the buffer <c>attn_mask</c>.</summary>
internal sealed class SwinBlock : CompositeModule
{
    private readonly int window, shift;
    private readonly GroupNorm norm1, norm2;
    private readonly WindowAttention attention;
    private readonly Conv2d fc1, fc2;
    private readonly Tensor? attn_mask;

    /// <summary>Creates the block with zero parameters.</summary>
    /// <param name="config">The network's sizes.</param>
    /// <param name="level">Where the block lies.</param>
    /// <param name="index">Its number in the layer; odd ones shift, unless the nominal map is one window.</param>
    public SwinBlock(SwinUnetConfig config, int level, int index)
        : base(nameof(SwinBlock))
    {
        var (channels, hidden, side) = (config.SwinEmbedDim, (int)(config.SwinEmbedDim * config.MlpRatio), config.Resolution(level));
        window = config.Window(level);
        shift = index % 2 == 0 || side <= config.WindowSize ? 0 : config.WindowSize / 2;
        norm1 = this.Place("norm1", new GroupNorm(32, channels));
        attention = this.Place("attn", new WindowAttention(channels, config.SwinHeads, window));
        norm2 = this.Place("norm2", new GroupNorm(32, channels));
        fc1 = this.Place("mlp.fc1", new Conv2d(channels, hidden, 1));
        fc2 = this.Place("mlp.fc2", new Conv2d(hidden, channels, 1));
        if (shift > 0 && side % window == 0)
        {
            attn_mask = ShiftMask.OfSquare(side, window, shift);
            register_buffer(nameof(attn_mask), attn_mask);
        }
    }

    /// <summary>(B, C, H, W) to the same shape; H and W are multiples of the window.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x + Attend(norm1.forward(x));
        return (h + Perceptron(norm2.forward(h))).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (b, c, rows, columns) = (x.shape[0], x.shape[1], x.shape[2] / window, x.shape[3] / window);
        var rolled = shift == 0 ? x : x.roll([-shift, -shift], [2, 3]);
        var windows = rolled.reshape(b, c, rows, window, columns, window).permute(0, 2, 4, 3, 5, 1).reshape(b, rows, columns, window * window, c);
        var mixed = attention.Forward(windows, shift == 0 ? null : ShiftMask.ByRow((int)x.shape[2], window, shift, x.dtype, x.device));
        var map = mixed.reshape(b, rows, columns, window, window, c).permute(0, 5, 1, 3, 2, 4).reshape(x.shape);
        return (shift == 0 ? map : map.roll([shift, shift], [2, 3])).MoveToOuterDisposeScope();
    }

    private Tensor Perceptron(Tensor x)
    {
        using var scope = NewDisposeScope();
        return fc2.forward(nn.functional.gelu(fc1.forward(x))).MoveToOuterDisposeScope();
    }
}
