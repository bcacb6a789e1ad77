using TadSr.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = TadSr.Networks.Layers.LayerNorm;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>The transformer over the tokens of all scales. Keys <c>cls</c>, <c>posembed_input.position_emb</c>,
/// <c>scaleembed_input.scale_emb</c>, <c>transformer.encoderblock_N</c>, <c>encoder_norm</c>.</summary>
internal sealed class MusiqEncoder : CompositeModule
{
    private const int Layers = 14, Heads = 6, Hidden = 1152, Scales = 3;
    private const double Eps = 1e-6;
    private readonly Parameter cls;
    private readonly Table positionEmbedding, scaleEmbedding;
    private readonly MusiqBlock[] blocks;
    private readonly LayerNorm norm;

    public MusiqEncoder(int width)
        : base(nameof(MusiqEncoder))
    {
        register_parameter("cls", cls = new Parameter(zeros(1, 1, width)));
        positionEmbedding = this.Place("posembed_input", new Table("position_emb", 1, MusiqTokens.GridSide * MusiqTokens.GridSide, width));
        scaleEmbedding = this.Place("scaleembed_input", new Table("scale_emb", Scales, width));
        blocks = [.. Enumerable.Range(0, Layers).Select(i => this.Place($"transformer.encoderblock_{i}", new MusiqBlock(width, Hidden, Heads, Eps)))];
        norm = this.Place("encoder_norm", new LayerNorm(width, Eps));
    }

    /// <summary>Encodes embedded tokens, none of which fills up.</summary>
    /// <param name="x">(B, N, C).</param>
    /// <param name="positions">(N) int64.</param>
    /// <param name="scales">(N) int64.</param>
    /// <returns>The class token, (B, C).</returns>
    public Tensor Forward(Tensor x, Tensor positions, Tensor scales)
    {
        using var scope = NewDisposeScope();
        var place = positionEmbedding.Rows(positions) + scaleEmbedding.Rows(scales);
        var tokens = cat([cls.to_type(x.dtype).expand(x.shape[0], -1, -1), x + place.to_type(x.dtype)], 1);
        for (var i = 0; i < blocks.Length; i++)
        {
            // Only the class token is read in the end.
            var next = blocks[i].Forward(tokens, i + 1 < blocks.Length ? tokens.shape[1] : 1);
            tokens.Dispose();
            tokens = next;
        }
        return norm.call(tokens).squeeze(1).MoveToOuterDisposeScope();
    }

    private sealed class Table : CompositeModule
    {
        private readonly string key;

        public Table(string key, params long[] shape)
            : base(nameof(Table))
        {
            this.key = key;
            register_parameter(key, new Parameter(zeros(shape)));
        }

        public Tensor Rows(Tensor index)
        {
            var values = get_parameter(key)!;
            return values.reshape(-1, values.shape[^1]).index_select(0, index);
        }
    }
}
