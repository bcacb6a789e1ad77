using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual;

/// <summary>A frozen network whose intermediate maps ("taps") describe a picture. Differentiable with respect to its input;
/// its own parameters never get a gradient.</summary>
/// <remarks>Parameters follow the input's element type, so the same trunk works in float32, float64 and bfloat16.</remarks>
internal abstract class FeatureTrunk : nn.Module
{
    /// <summary>Creates the base.</summary>
    protected FeatureTrunk(string name)
        : base(name)
    {
    }

    /// <summary>Short name, as reports print it: alex, squeeze, vgg, resnet18.</summary>
    public abstract string TrunkName { get; }

    /// <summary>Channels of each tap.</summary>
    public abstract IReadOnlyList<int> TapChannels { get; }

    /// <summary>The smallest height and width that every tap survives.</summary>
    public abstract int MinimumSide { get; }

    /// <summary>Computes the taps of a picture.</summary>
    /// <param name="rgb">(B, 3, H, W), RGB in [0, 1].</param>
    /// <param name="compute">Element type to compute in; the input's own when null. The input scaling stays in the input's type.</param>
    /// <returns>One (B, C, h, w) map a tap, after its ReLU, in the type computed in.</returns>
    /// <exception cref="ArgumentException">The picture is smaller than <see cref="MinimumSide"/> or has no three channels.</exception>
    public IReadOnlyList<Tensor> Taps(Tensor rgb, ScalarType? compute = null)
    {
        if (rgb.dim() != 4 || rgb.shape[1] != 3)
            throw new ArgumentException($"expected (B, 3, H, W), got ({string.Join(", ", rgb.shape)})", nameof(rgb));
        if (Math.Min(rgb.shape[2], rgb.shape[3]) < MinimumSide)
            throw new ArgumentException($"{TrunkName} needs at least {MinimumSide} x {MinimumSide} pixels, got {rgb.shape[3]} x {rgb.shape[2]}", nameof(rgb));
        using var scope = NewDisposeScope();
        var x = Prepare(rgb);
        if (compute is { } type && type != x.dtype)
            x = x.to_type(type);
        var taps = Extract(x);
        foreach (var tap in taps)
            tap.MoveToOuterDisposeScope();
        return taps;
    }

    /// <summary>RGB in [0, 1] to what the network was trained on.</summary>
    protected abstract Tensor Prepare(Tensor rgb);

    /// <summary>Runs the network on a prepared input; may leave temporaries in the caller's scope.</summary>
    protected abstract IReadOnlyList<Tensor> Extract(Tensor x);

    /// <summary>Registers the parameters and freezes them. Every trunk calls it at the end of its constructor.</summary>
    protected void Freeze()
    {
        RegisterComponents();
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
        eval();
    }
}
