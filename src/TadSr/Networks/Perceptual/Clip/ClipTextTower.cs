using TadSr.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = TadSr.Networks.Layers.LayerNorm;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>The text tower of CLIP RN50 and the scale of its cosines, with the keys that OpenAI published.</summary>
/// <remarks>Frozen; float32 or float64.</remarks>
internal sealed class ClipTextTower : CompositeModule
{
    internal const int Width = 512;
    private const int Words = 49408, Length = 77, Layers = 12, Heads = 8;
    private readonly Parameter positional_embedding, text_projection, logit_scale;
    private readonly WordTable words;
    private readonly ClipTextBlock[] blocks;
    private readonly LayerNorm norm;

    /// <summary>Creates the tower with zero parameters; load them.</summary>
    public ClipTextTower()
        : base(nameof(ClipTextTower))
    {
        register_parameter(nameof(positional_embedding), positional_embedding = new Parameter(zeros(Length, Width)));
        register_parameter(nameof(text_projection), text_projection = new Parameter(zeros(Width, ClipImageTower.Features)));
        register_parameter(nameof(logit_scale), logit_scale = new Parameter(zeros([])));
        words = this.Place("token_embedding", new WordTable(Words, Width));
        blocks = [.. Enumerable.Range(0, Layers).Select(i => this.Place($"transformer.resblocks.{i}", new ClipTextBlock(Width, Heads)))];
        norm = this.Place("ln_final", new LayerNorm(Width));
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }

    /// <summary>The embedding of each token, (P, N, 512).</summary>
    public Tensor Embed(IReadOnlyList<IReadOnlyList<long>> tokens)
    {
        using var scope = NewDisposeScope();
        return stack(tokens.Select(ids => words.weight.index_select(0, tensor(ids.ToArray(), device: words.weight.device)))).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the features of texts.</summary>
    /// <param name="embedded">(P, N, 512), N at most 77.</param>
    /// <param name="ends">Where each text ends: the place of the token whose result counts.</param>
    /// <returns>(P, 1024).</returns>
    public Tensor Encode(Tensor embedded, IReadOnlyList<int> ends)
    {
        using var scope = NewDisposeScope();
        // No token sees what comes after it: what follows the last end changes nothing.
        var length = ends.Max() + 1;
        var x = embedded.narrow(1, 0, length) + positional_embedding.narrow(0, 0, length);
        foreach (var block in blocks)
            x = block.Forward(x);
        var last = stack(ends.Select((end, i) => norm.call(x[i, end])));
        return last.mm(text_projection).MoveToOuterDisposeScope();
    }

    /// <summary>What features of texts become before pictures are compared with them: length e^logit_scale.</summary>
    public Tensor Scale(Tensor features)
    {
        using var scope = NewDisposeScope();
        return (features / features.norm(-1, keepdim: true) * logit_scale.exp()).MoveToOuterDisposeScope();
    }

    private sealed class WordTable : nn.Module
    {
        internal readonly Parameter weight;

        public WordTable(long words, long width)
            : base(nameof(WordTable))
        {
            weight = new Parameter(zeros(words, width));
            RegisterComponents();
        }
    }
}
