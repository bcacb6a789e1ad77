using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Lite;

/// <summary>Residual block of <see cref="LiteUnet"/>: scale and shift by time, leaky ReLU, convolution, leaky ReLU, convolution.
/// No norm: a norm per position would take away the local contrast that a denoiser needs, one over the picture would make tiles
/// differ.</summary>
/// <remarks>Without a norm the signal's size is whatever the weights make of it. SiLU is all but linear for the small signals of
/// such a network; leaky ReLU bends the same at every size.</remarks>
internal sealed class LiteResBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private const double Slope = 0.2;
    private readonly Linear time;
    private readonly Conv2d conv1, conv2;

    /// <summary>Creates the block with zero parameters.</summary>
    public LiteResBlock(int channels, int embedDim)
        : base(nameof(LiteResBlock))
    {
        time = new Linear(embedDim, 2 * channels);
        conv1 = new Conv2d(channels, channels, 3, padding: 1, initialDeviation: Deviation(channels));
        conv2 = new Conv2d(channels, channels, 3, padding: 1, zeroInitialised: true);
        RegisterComponents();
    }

    /// <summary>(B, C, h, w) and the time embedding (B, E) to (B, C, h, w).</summary>
    public override Tensor forward(Tensor x, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var modulation = time.forward(nn.functional.silu(embedding)).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
        var h = addcmul(modulation[1], x, modulation[0] + 1, 1);
        h = conv1.forward(nn.functional.leaky_relu(h, Slope));
        h = conv2.forward(nn.functional.leaky_relu(h, Slope));
        return (x + h).MoveToOuterDisposeScope();
    }

    /// <summary>Standard deviation of the starting weights of a 3x3 convolution behind a leaky ReLU that keeps the signal's size
    /// (He et al., 2015).</summary>
    internal static double Deviation(int inChannels) => Math.Sqrt(2 / ((1 + Slope * Slope) * 9 * inChannels));
}
