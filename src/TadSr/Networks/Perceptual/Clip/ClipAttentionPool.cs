using TadSr.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>CLIP's pooling: the mean of all positions asks the positions and itself. Keys <c>positional_embedding</c>, <c>q_proj</c>,
/// <c>k_proj</c>, <c>v_proj</c>, <c>c_proj</c>.</summary>
internal sealed class ClipAttentionPool : nn.Module
{
    private const int Grid = 7;   // of the pictures of 224 x 224 that CLIP was trained on
    private readonly int heads;
    private readonly RowLinear q_proj, k_proj, v_proj, c_proj;
    internal readonly Parameter positional_embedding;

    public ClipAttentionPool(int width, int heads, int outputs)
        : base(nameof(ClipAttentionPool))
    {
        this.heads = heads;
        positional_embedding = new Parameter(zeros(Grid * Grid + 1, width));
        q_proj = new RowLinear(width, width);
        k_proj = new RowLinear(width, width);
        v_proj = new RowLinear(width, width);
        c_proj = new RowLinear(width, outputs);
        RegisterComponents();
    }

    /// <summary>Pools.</summary>
    /// <param name="features">(B, C, H, W).</param>
    /// <param name="positions">Whether the embedding of positions is added, resized to their number.</param>
    /// <returns>(B, outputs).</returns>
    /// <remarks>One token asks, so keys and values of the others need not be computed: q (K x + b) is (q K) x and a number that no
    /// position changes, and the sum of a V x is V times the sum of a x.</remarks>
    public Tensor Forward(Tensor features, bool positions)
    {
        using var scope = NewDisposeScope();
        var (batch, width) = (features.shape[0], features.shape[1]);
        var tokens = features.flatten(2).transpose(1, 2);
        tokens = cat([tokens.mean([1], keepdim: true), tokens], 1);
        if (positions)
            tokens = tokens + Positions(tokens.shape[1]).to_type(tokens.dtype);
        var size = width / heads;
        var query = q_proj.call(tokens.select(1, 0)).reshape(batch, heads, 1, size) * (1 / Math.Sqrt(size));
        var asking = BatchProduct.Multiply(query, k_proj.weight.to_type(query.dtype).reshape(heads, size, width)).squeeze(2);
        var scores = asking.bmm(tokens.transpose(1, 2));
        var mixed = FeatureDistance.Widen(scores).softmax(-1).to_type(tokens.dtype).bmm(tokens);
        var values = BatchProduct.Multiply(mixed.unsqueeze(2), v_proj.weight.to_type(mixed.dtype).reshape(heads, size, width).transpose(1, 2)).reshape(batch, width);
        return c_proj.call(values + v_proj.bias.to_type(values.dtype)).MoveToOuterDisposeScope();
    }

    // The published code resizes the table as if it were a picture of one channel.
    private Tensor Positions(long count)
    {
        using var scope = NewDisposeScope();
        var picture = positional_embedding.unsqueeze(0).unsqueeze(0);
        return nn.functional.interpolate(picture, [count, picture.shape[3]], mode: InterpolationMode.Bicubic, align_corners: false)
            .squeeze(0).squeeze(0).MoveToOuterDisposeScope();
    }
}
