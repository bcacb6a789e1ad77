using TadSr.Networks.Layers;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Adversarial;

/// <summary>One head of <see cref="TimeAwareDiscriminator"/>: time injection (TAD-SR eq. 10), a convolution, then projected
/// logits along the flattened positions.</summary>
internal sealed class DiscriminatorHead
{
    private const int CircularPadding = 4;
    private readonly Linear modulation;
    private readonly GroupNorm norm;
    private readonly Conv2d convolution;
    private readonly SpectralNormConv1d pointwise, along, classifier;
    private readonly GroupNorm pointwiseNorm, alongNorm;
    private readonly bool timeAware;

    /// <summary>Creates head <paramref name="index"/> and registers its layers at their published places in <paramref name="owner"/>.</summary>
    public DiscriminatorHead(nn.Module owner, int index, int channels, int embedDim, int cDim, bool timeAware)
    {
        this.timeAware = timeAware;
        pointwise = owner.Place($"heads.{index}.main.0.0", new SpectralNormConv1d(channels, channels, 1));
        pointwiseNorm = owner.Place($"heads.{index}.main.0.1", new GroupNorm(4, channels));
        along = owner.Place($"heads.{index}.main.1.fn.0", new SpectralNormConv1d(channels, channels, 2 * CircularPadding + 1));
        alongNorm = owner.Place($"heads.{index}.main.1.fn.1", new GroupNorm(4, channels));
        classifier = owner.Place($"heads.{index}.cls", new SpectralNormConv1d(channels, cDim, 1));
        modulation = owner.Place($"emb_layers.{index}.1", new Linear(embedDim, 2 * channels));
        norm = owner.Place($"out_layers.{index}.0", new GroupNorm(32, channels));
        convolution = owner.Place($"out_layers.{index}.3", new Conv2d(channels, channels, 3, padding: 1, zeroInitialised: true));
    }

    /// <summary>(B, C, H, W) and the activated sinusoid (B, embedDim) to logits (B, cDim H W), channel by channel.</summary>
    public Tensor Forward(Tensor feature, Tensor activatedTime)
    {
        using var scope = NewDisposeScope();
        if (feature.shape[2] * feature.shape[3] < CircularPadding)
        {
            throw new TadSrException(
                $"the discriminator got a feature of {feature.shape[2]}x{feature.shape[3]} positions; its circular convolution needs {CircularPadding}. Train with larger crops.",
                ErrorKind.Usage);
        }
        var h = norm.forward(feature);
        if (timeAware)
        {
            var parameters = modulation.forward(activatedTime).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
            h = h * (1 + parameters[0]) + parameters[1];
        }
        h = convolution.forward(nn.functional.silu(h)).flatten(2);
        h = Activate(pointwiseNorm.forward(pointwise.forward(h)));
        var wrapped = cat([h.narrow(2, h.shape[2] - CircularPadding, CircularPadding), h, h.narrow(2, 0, CircularPadding)], 2);
        var residual = Activate(alongNorm.forward(along.forward(wrapped)));
        h = (residual + h) / Math.Sqrt(2);
        return classifier.forward(h).flatten(1).MoveToOuterDisposeScope();
    }

    private static Tensor Activate(Tensor x) => nn.functional.leaky_relu(x, 0.2);
}
