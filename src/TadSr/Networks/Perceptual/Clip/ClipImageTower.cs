using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>The image tower of CLIP RN50, for pictures of any size. Keys <c>visual.*</c>, as OpenAI published them.</summary>
/// <remarks>Parameters follow the input's element type. Frozen.</remarks>
internal sealed class ClipImageTower : CompositeModule
{
    /// <summary>The shortest side of which a position is left.</summary>
    public const int MinimumSide = 31;

    /// <summary>Length of a feature.</summary>
    public const int Features = 1024;

    /// <summary>Number of stages after the stem.</summary>
    public const int Stages = 4;

    private const int Width = 64, Heads = 32, TokenWidth = 2048;
    private readonly ClipConvNorm[] stem;
    private readonly ClipBottleneck[][] stages;
    private readonly ClipAttentionPool pool;

    /// <summary>Creates the tower with zero parameters; load them.</summary>
    public ClipImageTower()
        : base(nameof(ClipImageTower))
    {
        stem =
        [
            new ClipConvNorm(this, "visual.conv1", "visual.bn1", 3, Width / 2, 3, stride: 2),
            new ClipConvNorm(this, "visual.conv2", "visual.bn2", Width / 2, Width / 2, 3),
            new ClipConvNorm(this, "visual.conv3", "visual.bn3", Width / 2, Width, 3),
        ];
        int[] blocks = [3, 4, 6, 3];
        stages = new ClipBottleneck[blocks.Length][];
        var channels = Width;
        for (var stage = 0; stage < blocks.Length; stage++)
        {
            stages[stage] = new ClipBottleneck[blocks[stage]];
            for (var i = 0; i < blocks[stage]; i++)
            {
                stages[stage][i] = new ClipBottleneck(this, $"visual.layer{stage + 1}.{i}", channels, Width << stage, halves: i == 0 && stage > 0);
                channels = 4 * Width << stage;
            }
        }
        pool = this.Place("visual.attnpool", new ClipAttentionPool(TokenWidth, Heads, Features));
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }

    private IEnumerable<ClipConvNorm> Convolutions => stem.Concat(stages.SelectMany(stage => stage).SelectMany(block => block.Convolutions));

    /// <summary>Folds every batch norm into its convolution. To be called when the parameters are loaded and where they stay.</summary>
    public void Freeze()
    {
        foreach (var convolution in Convolutions)
            convolution.Freeze();
    }

    /// <summary>Computes the features of pictures.</summary>
    /// <param name="x">(B, 3, H, W) of at least <see cref="MinimumSide"/>, scaled as CLIP wants it.</param>
    /// <param name="positions">Whether the pooling adds its embedding of positions.</param>
    /// <returns>(B, 1024).</returns>
    public Tensor Forward(Tensor x, bool positions)
    {
        using var scope = NewDisposeScope();
        var h = Stem(x);
        for (var stage = 0; stage < Stages; stage++)
        {
            var next = Stage(stage, h);
            h.Dispose();
            h = next;
        }
        return Pool(h, positions).MoveToOuterDisposeScope();
    }

    /// <summary>The three first convolutions, (B, 3, H, W) to (B, 64, H / 4, W / 4).</summary>
    public Tensor Stem(Tensor x)
    {
        using var scope = NewDisposeScope();
        return nn.functional.avg_pool2d(stem.Aggregate(x, (h, convolution) => convolution.Forward(h)), 2).MoveToOuterDisposeScope();
    }

    /// <summary>A stage of bottlenecks; every one but the first halves the size.</summary>
    public Tensor Stage(int stage, Tensor x)
    {
        using var scope = NewDisposeScope();
        return stages[stage].Aggregate(x, (h, block) => block.Forward(h)).MoveToOuterDisposeScope();
    }

    /// <summary>The pooling, (B, 2048, H, W) to (B, 1024).</summary>
    public Tensor Pool(Tensor x, bool positions) => pool.Forward(x, positions);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var convolution in Convolutions)
                convolution.Dispose();
        }
        base.Dispose(disposing);
    }
}
