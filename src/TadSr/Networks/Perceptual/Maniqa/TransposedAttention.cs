using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Maniqa;

/// <summary>MANIQA's attention among channels: the tokens are the channels, their values the positions. Keys <c>c_q</c>, <c>c_k</c>, <c>c_v</c>.</summary>
internal sealed class TransposedAttention : nn.Module<Tensor, Tensor>
{
    private readonly double scale;
    private readonly RowLinear c_q, c_k, c_v;

    public TransposedAttention(int positions)
        : base(nameof(TransposedAttention))
    {
        scale = Math.Pow(positions, -0.5);
        c_q = new RowLinear(positions, positions);
        c_k = new RowLinear(positions, positions);
        c_v = new RowLinear(positions, positions);
        RegisterComponents();
    }

    /// <summary>(B, C, N) to the same shape. The published code transposes the result and then reads its memory in the old shape,
    /// so that channels and positions mix; the weights were trained with that.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var mixed = new Tensor[x.shape[0]];
        for (var i = 0; i < mixed.Length; i++)
            mixed[i] = One(x[i]);
        return (x + stack(mixed)).MoveToOuterDisposeScope();
    }

    // (C, N): the transposed product (N, C) is v^T times the rows of the attention, read as (C, N).
    private Tensor One(Tensor x)
    {
        using var scope = NewDisposeScope();
        var attention = (RowProduct.Multiply(c_q.call(x), c_k.call(x)) * scale).softmax(-1);
        return RowProduct.Multiply(c_v.call(x).t().contiguous(), attention).contiguous().view(x.shape).MoveToOuterDisposeScope();
    }
}
