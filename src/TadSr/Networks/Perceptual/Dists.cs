using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>DISTS (Ding et al., 2020): likeness of the means (texture) and of the covariances (structure) of every channel of the picture
/// and of VGG's taps, weighted channel by channel.</summary>
/// <remarks>Keys <c>alpha</c>, <c>beta</c> (1, 1475, 1, 1). The trunk has a file of its own and is not registered here. Frozen.</remarks>
internal sealed class Dists : nn.Module
{
    private const double C1 = 1e-6, C2 = 1e-6;
    private readonly Parameter alpha, beta;

    /// <summary>Creates trunk and weights with zero parameters; load both.</summary>
    public Dists()
        : base(nameof(Dists))
    {
        Trunk = new DistsTrunk();
        var channels = 3 + Trunk.TapChannels.Sum();
        alpha = new Parameter(zeros(1, channels, 1, 1), requires_grad: false);
        beta = new Parameter(zeros(1, channels, 1, 1), requires_grad: false);
        register_parameter(nameof(alpha), alpha);
        register_parameter(nameof(beta), beta);
        eval();
    }

    /// <summary>The feature network.</summary>
    public DistsTrunk Trunk { get; }

    /// <summary>DISTS of two batches.</summary>
    /// <param name="x">(B, 3, H, W), RGB in [0, 1].</param>
    /// <param name="y">The same shape; the order does not matter.</param>
    /// <returns>(B), in the input's element type.</returns>
    public Tensor Distance(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var (texture, structure) = Likeness(x, y);
        Tensor a = alpha.flatten().to_type(x.dtype), b = beta.flatten().to_type(x.dtype);
        return (1 - (texture * a + structure * b).sum(1) / (a.sum() + b.sum())).MoveToOuterDisposeScope();
    }

    /// <summary>The two terms of every channel, 1 where the pictures agree.</summary>
    /// <returns>(B, 1475) twice: texture, structure.</returns>
    public (Tensor Texture, Tensor Structure) Likeness(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        List<Tensor> textures = [], structures = [];
        foreach (var (a, b) in Trunk.Taps(x).Prepend(x).Zip(Trunk.Taps(y).Prepend(y)))
        {
            var (meanA, meanB) = (a.mean([2, 3]), b.mean([2, 3]));
            var (varianceA, varianceB) = (Variance(a), Variance(b));
            var covariance = (a * b).mean([2, 3]) - meanA * meanB;
            textures.Add((2 * meanA * meanB + C1) / (meanA.square() + meanB.square() + C1));
            structures.Add((2 * covariance + C2) / (varianceA + varianceB + C2));
        }
        return (cat(textures, 1).MoveToOuterDisposeScope(), cat(structures, 1).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Trunk.Dispose();
        base.Dispose(disposing);
    }

    // Of the population, as the covariance.
    private static Tensor Variance(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x - x.mean([2, 3], keepdim: true)).square().mean([2, 3]).MoveToOuterDisposeScope();
    }
}
