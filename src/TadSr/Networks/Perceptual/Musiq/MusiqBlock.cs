using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>Transformer block with its norms first. Keys <c>norm1</c>, <c>attention</c>, <c>norm2</c>, <c>mlp.fc1</c>, <c>mlp.fc2</c>.</summary>
internal sealed class MusiqBlock : CompositeModule
{
    private readonly LayerNorm norm1, norm2;
    private readonly MusiqAttention attention;
    private readonly RowLinear fc1, fc2;

    public MusiqBlock(int width, int hidden, int heads, double eps)
        : base(nameof(MusiqBlock))
    {
        norm1 = this.Place("norm1", new LayerNorm(width, eps));
        attention = this.Place("attention", new MusiqAttention(width, heads));
        norm2 = this.Place("norm2", new LayerNorm(width, eps));
        fc1 = this.Place("mlp.fc1", new RowLinear(width, hidden));
        fc2 = this.Place("mlp.fc2", new RowLinear(hidden, width));
    }

    /// <summary>Computes the first tokens from all.</summary>
    /// <param name="x">(B, N, C).</param>
    /// <param name="wanted">How many of the tokens, from the first, are wanted.</param>
    /// <returns>(B, wanted, C).</returns>
    public Tensor Forward(Tensor x, long wanted)
    {
        using var scope = NewDisposeScope();
        var normal = norm1.call(x);
        var h = x.narrow(1, 0, wanted) + attention.Forward(normal.narrow(1, 0, wanted), normal);
        return h.add_(fc2.call(nn.functional.gelu(fc1.call(norm2.call(h))))).MoveToOuterDisposeScope();
    }
}
