using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Perceptual.Clip;

/// <summary>A convolution without bias and the batch norm after it, computed as one convolution.</summary>
internal sealed class ClipConvNorm : IDisposable
{
    private readonly Conv2d convolution;
    private readonly BatchNorm2d norm;
    private (Tensor Weight, Tensor Bias)? folded;

    /// <summary>Places both in a network.</summary>
    /// <param name="owner">The network.</param>
    /// <param name="convolutionPath">Key of the convolution.</param>
    /// <param name="normPath">Key of the norm.</param>
    /// <param name="inChannels">Channels that go in.</param>
    /// <param name="outChannels">Channels that come out.</param>
    /// <param name="kernel">Side of the kernel; results keep the size.</param>
    /// <param name="stride">Step between results.</param>
    public ClipConvNorm(nn.Module owner, string convolutionPath, string normPath, int inChannels, int outChannels, int kernel, int stride = 1)
    {
        convolution = owner.Place(convolutionPath, new Conv2d(inChannels, outChannels, kernel, stride, kernel / 2, hasBias: false));
        norm = owner.Place(normPath, new BatchNorm2d(outChannels));
    }

    /// <summary>Computes once what every later call needs; the parameters must not change any more.</summary>
    public void Freeze()
    {
        Dispose();
        var (weight, bias) = Fold();
        folded = (weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());
    }

    /// <summary>(B, in, H, W) to (B, out, H', W').</summary>
    public Tensor Forward(Tensor x, bool activates = true)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = folded ?? Fold();
        var h = Cast.Run(x, weight, bias, convolution.Convolve);
        return (activates ? h.relu_() : h).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        folded?.Weight.Dispose();
        folded?.Bias.Dispose();
        folded = null;
    }

    private (Tensor Weight, Tensor Bias) Fold()
    {
        using var scope = NewDisposeScope();
        var scale = norm.weight / (norm.running_var + BatchNorm2d.Epsilon).sqrt();
        return ((convolution.weight * scale.reshape(-1, 1, 1, 1)).MoveToOuterDisposeScope(), (norm.bias - norm.running_mean * scale).MoveToOuterDisposeScope());
    }
}
