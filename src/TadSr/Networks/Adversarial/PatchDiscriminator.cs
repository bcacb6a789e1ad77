using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Adversarial;

/// <summary>PatchGAN discriminator of the codec's training: one logit for every patch of 70x70 pixels (three strided layers).</summary>
/// <remarks>Keys as usual: <c>main.0</c>, then convolution, batch normalisation and activation in turn, and a last convolution to
/// one channel (<c>main.11</c> with three layers). Convolutions start as N(0, 0.02), scales as N(1, 0.02).</remarks>
internal sealed class PatchDiscriminator : nn.Module<Tensor, Tensor>
{
    private const int Kernel = 4, WidestMultiple = 8;
    private const double InitialDeviation = 0.02, Slope = 0.2;
    private readonly List<(Conv2d Convolution, BatchNorm2d? Norm)> layers = [];
    private readonly Conv2d last;

    /// <summary>Creates a discriminator with zero parameters; load or initialise them.</summary>
    /// <param name="inChannels">Channels of the pictures.</param>
    /// <param name="channels">Channels of the first layer.</param>
    /// <param name="stridedLayers">Layers that halve the map.</param>
    public PatchDiscriminator(int inChannels = 3, int channels = 64, int stridedLayers = 3)
        : base(nameof(PatchDiscriminator))
    {
        layers.Add((this.Place("main.0", Layer(inChannels, channels, 2, hasBias: true)), null));
        var (index, width) = (2, channels);
        for (var i = 1; i <= stridedLayers; i++)
        {
            var next = channels * Math.Min(1 << i, WidestMultiple);
            // The norm's bias replaces the convolution's; the last of these layers does not halve.
            var convolution = this.Place($"main.{index}", Layer(width, next, i < stridedLayers ? 2 : 1, hasBias: false));
            layers.Add((convolution, this.Place($"main.{index + 1}", new BatchNorm2d(next, InitialDeviation))));
            (index, width) = (index + 3, next);
        }
        last = this.Place($"main.{index}", Layer(width, 1, 1, hasBias: true));
    }

    /// <summary>(B, 3, H, W) to logits (B, 1, H / 8 - 2, W / 8 - 2).</summary>
    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        var h = image;
        foreach (var (convolution, norm) in layers)
        {
            h = convolution.forward(h);
            if (norm is not null)
                h = norm.forward(h);
            h = nn.functional.leaky_relu(h, Slope);
        }
        return last.forward(h).MoveToOuterDisposeScope();
    }

    /// <summary>Side of the smallest picture that leaves a logit: the layers halve it, then two take one position each.</summary>
    internal static int LeastSide(int stridedLayers) => 3 << stridedLayers;

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private static Conv2d Layer(int inChannels, int outChannels, int stride, bool hasBias) =>
        new(inChannels, outChannels, Kernel, stride, padding: 1, hasBias, initialDeviation: InitialDeviation);
}
