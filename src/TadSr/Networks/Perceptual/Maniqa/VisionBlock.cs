using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>A pre-norm transformer block of ViT: attention among all tokens, then a perceptron with the exact GELU, each added to its
/// input. Keys <c>norm1</c>, <c>attn.qkv</c>, <c>attn.proj</c>, <c>norm2</c>, <c>mlp.fc1</c>, <c>mlp.fc2</c>.</summary>
internal sealed class VisionBlock : CompositeLayer
{
    private const double Epsilon = 1e-6;
    private readonly int heads;
    private readonly LayerNorm norm1, norm2;
    private readonly RowLinear qkv, proj, fc1, fc2;

    public VisionBlock(int width, int heads)
        : base(nameof(VisionBlock))
    {
        this.heads = heads;
        norm1 = this.Place("norm1", new LayerNorm(width, Epsilon));
        qkv = this.Place("attn.qkv", new RowLinear(width, 3 * width));
        proj = this.Place("attn.proj", new RowLinear(width, width));
        norm2 = this.Place("norm2", new LayerNorm(width, Epsilon));
        fc1 = this.Place("mlp.fc1", new RowLinear(width, 4 * width));
        fc2 = this.Place("mlp.fc2", new RowLinear(4 * width, width));
    }

    /// <summary>(B, N, C) to the same shape.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (b, n, c) = (x.shape[0], x.shape[1], x.shape[2]);
        var parts = qkv.call(norm1.call(x)).reshape(b, n, 3, heads, c / heads).permute(2, 0, 3, 1, 4);
        var mixed = nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).reshape(b, n, c);
        var h = x + proj.call(mixed);
        return (h + fc2.call(nn.functional.gelu(fc1.call(norm2.call(h))))).MoveToOuterDisposeScope();
    }
}
