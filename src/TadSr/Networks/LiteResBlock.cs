using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks;

/// <summary>Residual block of <see cref="LiteUnet"/>: scale and shift by time, SiLU, convolution, SiLU, convolution. No norm:
/// a norm per position would take away the local contrast that a denoiser needs, one over the picture would make tiles differ.</summary>
public sealed class LiteResBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Linear time;
    private readonly Conv2d conv1, conv2;

    /// <summary>Creates the block with zero parameters.</summary>
    public LiteResBlock(int channels, int embedDim)
        : base(nameof(LiteResBlock))
    {
        time = new Linear(embedDim, 2 * channels);
        conv1 = new Conv2d(channels, channels, 3, padding: 1);
        conv2 = new Conv2d(channels, channels, 3, padding: 1, zeroInitialised: true);
        RegisterComponents();
    }

    /// <summary>(B, C, h, w) and the time embedding (B, E) to (B, C, h, w).</summary>
    public override Tensor forward(Tensor x, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var modulation = time.forward(nn.functional.silu(embedding)).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
        var h = addcmul(modulation[1], x, modulation[0] + 1, 1);
        h = conv1.forward(nn.functional.silu(h));
        h = conv2.forward(nn.functional.silu(h));
        return (x + h).MoveToOuterDisposeScope();
    }
}
