using TadSr.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = TadSr.Networks.Layers.LayerNorm;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>Swin's block: attention within windows, every other time of the shifted map, and a perceptron. Keys <c>norm1</c>,
/// <c>attn.relative_position_bias_table</c>, <c>attn.qkv</c>, <c>attn.proj</c>, <c>norm2</c>, <c>mlp.fc1</c>, <c>mlp.fc2</c>.</summary>
internal sealed class WindowBlock : CompositeLayer
{
    private const int Window = 4, Heads = 4, Hidden = 768;
    private const double Blocked = -100;
    private readonly int side, shift;
    private readonly LayerNorm norm1, norm2;
    private readonly Biases table;
    private readonly RowLinear qkv, proj, fc1, fc2;

    /// <summary>Creates the block.</summary>
    /// <param name="side">Side of the map, a multiple of the window.</param>
    /// <param name="width">Channels.</param>
    /// <param name="shifted">Whether the map is moved by half a window.</param>
    public WindowBlock(int side, int width, bool shifted)
        : base(nameof(WindowBlock))
    {
        this.side = side;
        shift = shifted ? Window / 2 : 0;
        norm1 = this.Place("norm1", new LayerNorm(width));
        table = this.Place("attn", new Biases());
        qkv = table.Place("qkv", new RowLinear(width, 3 * width));
        proj = table.Place("proj", new RowLinear(width, width));
        norm2 = this.Place("norm2", new LayerNorm(width));
        fc1 = this.Place("mlp.fc1", new RowLinear(width, Hidden));
        fc2 = this.Place("mlp.fc2", new RowLinear(Hidden, width));
    }

    /// <summary>(B, side², C) to the same shape.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x + Attend(norm1.call(x));
        return (h + fc2.call(nn.functional.gelu(fc1.call(norm2.call(h))))).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x)
    {
        using var scope = NewDisposeScope();
        const int tokens = Window * Window;
        var (b, c, count) = (x.shape[0], x.shape[2], side / Window);
        var map = x.view(b, side, side, c);
        var windows = Split(shift == 0 ? map : map.roll([-shift, -shift], [1, 2]), c);
        var parts = qkv.call(windows).reshape(-1, tokens, 3, Heads, c / Heads).permute(2, 0, 3, 1, 4);
        var scores = BatchProduct.Multiply(parts[0] / Math.Sqrt(c / (double)Heads), parts[1].transpose(-2, -1)) + table.Values(Window, x.dtype);
        if (shift > 0)
            scores = (scores.view(b, -1, Heads, tokens, tokens) + Mask(x.dtype, x.device)).view(-1, Heads, tokens, tokens);
        var mixed = proj.call(BatchProduct.Multiply(scores.softmax(-1), parts[2]).transpose(1, 2).reshape(-1, tokens, c));
        var joined = mixed.view(b, count, count, Window, Window, c).permute(0, 1, 3, 2, 4, 5).reshape(b, side, side, c);
        return (shift == 0 ? joined : joined.roll([shift, shift], [1, 2])).reshape(x.shape).MoveToOuterDisposeScope();
    }

    // (B, side, side, C) to (B x windows, tokens, C).
    private Tensor Split(Tensor map, long channels)
    {
        using var scope = NewDisposeScope();
        var count = side / Window;
        return map.reshape(map.shape[0], count, Window, count, Window, channels).permute(0, 1, 3, 2, 4, 5)
            .reshape(-1, Window * Window, channels).MoveToOuterDisposeScope();
    }

    // (windows, 1, tokens, tokens): tokens that the shift brought together from opposite edges do not see each other.
    private Tensor Mask(ScalarType type, Device device)
    {
        using var scope = NewDisposeScope();
        var labels = new float[side * side];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = 3 * Region(i / side) + Region(i % side);
        var label = Split(tensor(labels, [1, side, side, 1], device: device), 1).squeeze(-1);
        return ((label.unsqueeze(1) != label.unsqueeze(2)).to_type(type) * Blocked).unsqueeze(1).MoveToOuterDisposeScope();

        int Region(int place) => place < side - Window ? 0 : place < side - shift ? 1 : 2;
    }

    /// <summary>The learnt biases for relative positions; the map's other layers are placed under it.</summary>
    private sealed class Biases : CompositeModule
    {
        private readonly Parameter relative_position_bias_table;

        public Biases()
            : base(nameof(Biases))
        {
            relative_position_bias_table = new Parameter(zeros((2 * Window - 1) * (2 * Window - 1), Heads));
            register_parameter(nameof(relative_position_bias_table), relative_position_bias_table);
        }

        /// <summary>(heads, w², w²).</summary>
        public Tensor Values(int window, ScalarType type)
        {
            using var scope = NewDisposeScope();
            var index = RelativePositions.Index(window).to(relative_position_bias_table.device);
            return relative_position_bias_table.index_select(0, index.flatten()).view(window * window, window * window, Heads)
                .permute(2, 0, 1).to_type(type).MoveToOuterDisposeScope();
        }
    }
}
