using TadSr.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = TadSr.Networks.Layers.LayerNorm;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>Block of the text tower: a token attends to itself and those before it. Keys <c>ln_1</c>, <c>attn.in_proj_weight</c>,
/// <c>attn.in_proj_bias</c>, <c>attn.out_proj</c>, <c>ln_2</c>, <c>mlp.c_fc</c>, <c>mlp.c_proj</c>.</summary>
internal sealed class ClipTextBlock : CompositeModule
{
    private readonly LayerNorm ln1, ln2;
    private readonly Attention attention;
    private readonly RowLinear expand, contract;

    public ClipTextBlock(int width, int heads)
        : base(nameof(ClipTextBlock))
    {
        ln1 = this.Place("ln_1", new LayerNorm(width));
        attention = this.Place("attn", new Attention(width, heads));
        ln2 = this.Place("ln_2", new LayerNorm(width));
        expand = this.Place("mlp.c_fc", new RowLinear(width, 4 * width));
        contract = this.Place("mlp.c_proj", new RowLinear(4 * width, width));
    }

    /// <summary>(B, N, C) to the same shape.</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = x + attention.Forward(ln1.call(x));
        var hidden = expand.call(ln2.call(h));
        return h.add_(contract.call(hidden * (hidden * 1.702).sigmoid())).MoveToOuterDisposeScope();
    }

    private sealed class Attention : nn.Module
    {
        private readonly int heads;
        private readonly RowLinear out_proj;
        private readonly Parameter in_proj_weight, in_proj_bias;

        public Attention(int width, int heads)
            : base(nameof(Attention))
        {
            this.heads = heads;
            in_proj_weight = new Parameter(zeros(3 * width, width));
            in_proj_bias = new Parameter(zeros(3 * width));
            out_proj = new RowLinear(width, width);
            RegisterComponents();
        }

        public Tensor Forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var parts = RowProduct.Multiply(x, in_proj_weight, in_proj_bias).reshape(x.shape[0], x.shape[1], 3, heads, -1).permute(2, 0, 3, 1, 4);
            var mixed = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true);
            return out_proj.call(mixed.transpose(1, 2).reshape(x.shape)).MoveToOuterDisposeScope();
        }
    }
}
