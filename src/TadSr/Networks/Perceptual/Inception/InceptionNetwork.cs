using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Inception;

/// <summary>The Inception V3 of FID (weights of 2015-12-05) up to its 2048 features: torchvision's layout with means that do not count
/// the padding, and a maximum in the last block. The published keys but for the classifier; frozen.</summary>
internal sealed class InceptionNetwork : CompositeModule
{
    /// <summary>Sides of the input.</summary>
    public const int Side = 299;

    /// <summary>Length of the feature vector.</summary>
    public const int Features = 2048;

    private readonly InceptionUnit[] stem;
    private readonly InceptionBlock[] blocks;

    /// <summary>Creates the network with zero parameters; load them.</summary>
    public InceptionNetwork()
        : base(nameof(InceptionNetwork))
    {
        stem =
        [
            this.Place("Conv2d_1a_3x3", new InceptionUnit(3, 32, (3, 3), 2, padded: false)),
            this.Place("Conv2d_2a_3x3", new InceptionUnit(32, 32, (3, 3), 1, padded: false)),
            this.Place("Conv2d_2b_3x3", new InceptionUnit(32, 64, (3, 3), 1, padded: true)),
            this.Place("Conv2d_3b_1x1", new InceptionUnit(64, 80, (1, 1), 1, padded: false)),
            this.Place("Conv2d_4a_3x3", new InceptionUnit(80, 192, (3, 3), 1, padded: false)),
        ];
        blocks =
        [
            this.Place("Mixed_5b", InceptionBlock.A(192, 32)),
            this.Place("Mixed_5c", InceptionBlock.A(256, 64)),
            this.Place("Mixed_5d", InceptionBlock.A(288, 64)),
            this.Place("Mixed_6a", InceptionBlock.B(288)),
            this.Place("Mixed_6b", InceptionBlock.C(128)),
            this.Place("Mixed_6c", InceptionBlock.C(160)),
            this.Place("Mixed_6d", InceptionBlock.C(160)),
            this.Place("Mixed_6e", InceptionBlock.C(192)),
            this.Place("Mixed_7a", InceptionBlock.D(768)),
            this.Place("Mixed_7b", InceptionBlock.E(1280, maximum: false)),
            this.Place("Mixed_7c", InceptionBlock.E(2048, maximum: true)),
        ];
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }

    /// <summary>What published files hold and the features do not depend on: beginnings of keys.</summary>
    public static IReadOnlyList<string> UnusedKeys { get; } = ["fc."];

    /// <summary>(B, 3, 299, 299) in [-1, 1] to (B, 2048).</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < stem.Length; i++)
        {
            if (i == 3)
                x = Halve(x);
            x = stem[i].call(x);
        }
        x = Halve(x);
        foreach (var block in blocks)
            x = block.call(x);
        return x.mean([2, 3]).MoveToOuterDisposeScope();
    }

    private static Tensor Halve(Tensor x) => nn.functional.max_pool2d(x, 3, stride: 2);
}
