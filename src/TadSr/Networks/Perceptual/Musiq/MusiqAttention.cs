using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>Attention of some tokens to all. Keys <c>query</c>, <c>key</c>, <c>value</c>, <c>out</c>.</summary>
internal sealed class MusiqAttention : nn.Module
{
    private readonly int heads;
    private readonly RowLinear query, key, value;
    private readonly RowLinear @out;

    public MusiqAttention(int width, int heads)
        : base(nameof(MusiqAttention))
    {
        this.heads = heads;
        query = new RowLinear(width, width);
        key = new RowLinear(width, width);
        value = new RowLinear(width, width);
        @out = new RowLinear(width, width);
        RegisterComponents();
    }

    /// <summary>Attends.</summary>
    /// <param name="asking">(B, M, C): the tokens whose result is wanted.</param>
    /// <param name="tokens">(B, N, C).</param>
    /// <returns>(B, M, C).</returns>
    public Tensor Forward(Tensor asking, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var mixed = nn.functional.scaled_dot_product_attention(Split(query.call(asking)), Split(key.call(tokens)), Split(value.call(tokens)));
        return @out.call(mixed.transpose(1, 2).reshape(asking.shape)).MoveToOuterDisposeScope();
    }

    private Tensor Split(Tensor x) => x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);
}
