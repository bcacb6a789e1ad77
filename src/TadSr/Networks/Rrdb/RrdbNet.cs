using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Rrdb;

/// <summary>The generator of ESRGAN, RealSR, BSRGAN, Real-ESRGAN and LDL: residual-in-residual dense blocks at the size of the input,
/// then doublings by nearest neighbour, each with a convolution (Wang et al., ESRGAN, 2018, section 3.1).</summary>
/// <remarks>State-dict keys are those of the file's own layout (<see cref="RrdbLayout"/>).</remarks>
internal sealed class RrdbNet : FeedForwardNetwork
{
    private const double Slope = 0.2, ResidualShare = 0.2;
    private const int DenseBlocks = 3, Convolutions = 5;

    private readonly Conv2d first, body, highResolution, last;
    private readonly Conv2d[][][] blocks;
    private readonly Conv2d[] ups;

    /// <summary>Creates the network with zero parameters; load or initialise them.</summary>
    public RrdbNet(RrdbConfig config)
        : base(nameof(RrdbNet))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        var (features, growth) = (config.Features, config.Growth);
        first = Add(config.First, config.InChannels * config.Unshuffle * config.Unshuffle, features);
        blocks = [.. Enumerable.Range(0, config.Blocks).Select(block => Enumerable.Range(1, DenseBlocks).Select(dense => Enumerable.Range(1, Convolutions)
            .Select(k => Add(config.Dense(block, dense, k), features + (k - 1) * growth, k < Convolutions ? growth : features)).ToArray()).ToArray())];
        body = Add(config.Body, features, features);
        ups = [.. Enumerable.Range(0, config.Upsamplers).Select(i => Add(config.Up(i), features, features))];
        highResolution = Add(config.HighResolution, features, features);
        last = Add(config.Last, features, config.OutChannels);
    }

    /// <summary>The sizes.</summary>
    public RrdbConfig Config { get; }

    /// <summary>(B, C, H, W) in [0, 1] to (B, C', H s, W s), not clamped. Sides that <see cref="RrdbConfig.Unshuffle"/> does not divide
    /// are extended on the right and below by reflection, and the result is cut.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var f = first.forward(Unshuffled(x));
        var h = f.alias();
        foreach (var block in blocks)
            h = Replace(h, Residual(h, block));
        h = Replace(h, f + body.forward(h));
        f.Dispose();
        foreach (var up in ups)
        {
            using var larger = nn.functional.interpolate(h, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
            h = Replace(h, Activated(up.forward(larger)));
        }
        h = Replace(h, Activated(highResolution.forward(h)));
        var y = last.forward(h);
        return y.narrow(2, 0, x.shape[2] * Config.Scale).narrow(3, 0, x.shape[3] * Config.Scale).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private Conv2d Add(string path, int inChannels, int outChannels) => this.Place(path, new Conv2d(inChannels, outChannels, 3, padding: 1));

    // The published network extends odd sizes itself, and callers other than the tiles rely on it; a side of one pixel has nothing to reflect.
    private Tensor Unshuffled(Tensor x)
    {
        var r = Config.Unshuffle;
        if (r == 1)
            return x.alias();
        var (below, right) = (-x.shape[2] & (r - 1), -x.shape[3] & (r - 1));
        var mode = x.shape[2] > below && x.shape[3] > right ? PaddingModes.Reflect : PaddingModes.Replicate;
        using var whole = below + right == 0 ? x.alias() : nn.functional.pad(x, [0, right, 0, below], mode);
        return nn.functional.pixel_unshuffle(whole, r);
    }

    private static Tensor Residual(Tensor g, Conv2d[][] block)
    {
        using var scope = NewDisposeScope();
        var h = g;
        foreach (var dense in block)
            h = Dense(h, dense);
        return (h * ResidualShare + g).MoveToOuterDisposeScope();
    }

    private static Tensor Dense(Tensor x, Conv2d[] convolutions)
    {
        using var scope = NewDisposeScope();
        var seen = x;
        for (var k = 0; k < convolutions.Length - 1; k++)
            seen = cat([seen, Activated(convolutions[k].forward(seen))], 1);
        return (convolutions[^1].forward(seen) * ResidualShare + x).MoveToOuterDisposeScope();
    }

    private static Tensor Activated(Tensor x) => nn.functional.leaky_relu(x, Slope, inplace: true);

    private static Tensor Replace(Tensor old, Tensor next)
    {
        old.Dispose();
        return next;
    }
}
