using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Musiq;

/// <summary>MUSIQ (Ke et al., ICCV 2021): a transformer over the tokens of a picture at three scales. The keys are pyiqa's.</summary>
/// <remarks>Parameters follow the input's element type. Frozen.</remarks>
internal sealed class MusiqNet : CompositeModule
{
    private const int RootWidth = 64, BlockWidth = 256, Width = 384, Groups = 32;
    private const int TokenSide = MusiqTokens.PatchSide / 4;
    private const double RootEps = 1e-6;

    // How many squares go through the convolutions and are embedded at once: more need more memory and take no less time.
    private const int ConvolvedAtOnce = 256, EmbeddedAtOnce = 512;
    private readonly StdConv2d root;
    private readonly GroupNorm rootNorm;
    private readonly MusiqBottleneck block;
    private readonly RowLinear embedding, head;
    private readonly MusiqEncoder encoder;
    private readonly int outputs;

    /// <summary>Creates the network with zero parameters; load them.</summary>
    /// <param name="outputs">1: the score itself; 10: the shares of the marks 1 to 10, whose mean is the score (AVA).</param>
    public MusiqNet(int outputs)
        : base(nameof(MusiqNet))
    {
        this.outputs = outputs;
        root = this.Place("conv_root", new StdConv2d(3, RootWidth, 7, stride: 2));
        rootNorm = this.Place("gn_root", new GroupNorm(Groups, RootWidth, RootEps));
        block = this.Place("block1", new MusiqBottleneck(RootWidth, BlockWidth));
        embedding = this.Place("embedding", new RowLinear(BlockWidth * TokenSide * TokenSide, Width));
        encoder = this.Place("transformer_encoder", new MusiqEncoder(Width));
        head = this.Place(outputs > 1 ? "head.0" : "head", new RowLinear(Width, outputs));
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }

    /// <summary>Scores pictures of one size, which must fit (<see cref="MusiqTokens.Fits"/>).</summary>
    /// <param name="rgb">(B, 3, H, W), RGB in [0, 1].</param>
    /// <param name="compute">Element type of the network's work; the input's own when null. The scaling of pictures stays in the input's type.</param>
    /// <returns>(B), float32 (float64 when computed in float64).</returns>
    public Tensor Score(Tensor rgb, ScalarType? compute = null)
    {
        using var scope = NewDisposeScope();
        var tokens = MusiqTokens.Cut(rgb);
        return Mark(Head(Encode(tokens with { Patches = tokens.Patches.to_type(compute ?? rgb.dtype) }))).MoveToOuterDisposeScope();
    }

    /// <summary>The class token after the transformer, (B, 384).</summary>
    /// <remarks>What fills up scales is left out: its scores would be -1000, whose exponential is 0 beside those of any token.</remarks>
    public Tensor Encode(MusiqTokens tokens)
    {
        using var scope = NewDisposeScope();
        var real = tokens.Mask.nonzero().flatten();
        return encoder.Forward(Embed(tokens.Patches.index_select(1, real)), tokens.Positions.index_select(0, real), tokens.Scales.index_select(0, real)).MoveToOuterDisposeScope();
    }

    /// <summary>The embedding of every square, (B, N, 3072) to (B, N, 384).</summary>
    public Tensor Embed(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var squares = patches.reshape(-1, 3, MusiqTokens.PatchSide, MusiqTokens.PatchSide);
        var parts = Rounds(squares, EmbeddedAtOnce, some => embedding.call(cat([.. Rounds(some, ConvolvedAtOnce, Map)])));
        return cat([.. parts]).reshape(patches.shape[0], patches.shape[1], Width).MoveToOuterDisposeScope();
    }

    /// <summary>The first convolution and its pooling, (B, 3, 32, 32) to (B, 64, 8, 8).</summary>
    public Tensor Root(Tensor squares)
    {
        using var scope = NewDisposeScope();
        var padded = SamePadding.Apply(rootNorm.call(root.call(squares)).relu_(), 3, 2);
        return GreatestOfThree(GreatestOfThree(padded, 2), 3).MoveToOuterDisposeScope();
    }

    /// <summary>The bottleneck, (B, 64, 8, 8) to (B, 256, 8, 8).</summary>
    public Tensor Block(Tensor h) => block.call(h);

    /// <summary>The class token to the score or the shares of the marks, (B, 384) to (B, outputs), float32 or float64.</summary>
    public Tensor Head(Tensor token)
    {
        using var scope = NewDisposeScope();
        var result = FeatureDistance.Widen(head.call(token));
        return (outputs > 1 ? result.softmax(-1) : result).MoveToOuterDisposeScope();
    }

    /// <summary>The head's result to the score, (B, outputs) to (B).</summary>
    public Tensor Mark(Tensor result)
    {
        using var scope = NewDisposeScope();
        var marks = outputs > 1 ? arange(1, outputs + 1, result.dtype, result.device) : ones(1, result.dtype, result.device);
        return result.mv(marks).MoveToOuterDisposeScope();
    }

    // (B, 3, 32, 32) to (B, 16384) in TensorFlow's order: channels last.
    private Tensor Map(Tensor squares)
    {
        using var scope = NewDisposeScope();
        return Block(Root(squares)).permute(0, 2, 3, 1).flatten(1).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Tensor> Rounds(Tensor x, long most, Func<Tensor, Tensor> map)
    {
        for (long first = 0; first < x.shape[0]; first += most)
            yield return map(x.narrow(0, first, Math.Min(most, x.shape[0] - first)));
    }

    // Pooling in steps of two, a dimension at a time: libtorch's own takes three times as long as the convolution before it.
    private static Tensor GreatestOfThree(Tensor x, int dimension)
    {
        using var scope = NewDisposeScope();
        var end = x.shape[dimension] - 1;
        return maximum(maximum(x.slice(dimension, 0, end, 2), x.slice(dimension, 1, end, 2)), x.slice(dimension, 2, end + 1, 2)).MoveToOuterDisposeScope();
    }
}
