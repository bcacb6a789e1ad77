using static TorchSharp.torch;

namespace TadSr.Networks;

/// <summary>A network that predicts the clean latent z_0 from a scaled noisy latent, the time and the low-resolution picture.</summary>
internal abstract class DiffusionNetwork : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the base.</summary>
    protected DiffusionNetwork(string name)
        : base(name)
    {
    }

    /// <summary>Channels of the latent, in and out.</summary>
    public abstract int LatentChannels { get; }

    /// <summary>Latent heights and widths must be multiples of this.</summary>
    public abstract int SizeMultiple { get; }

    /// <summary>Number of the network's arithmetic where keys and shapes do not tell it; null where they do.</summary>
    public virtual int? ArithmeticRevision => null;

    /// <summary>Nominal side of the latent where the network depends on it and shapes do not tell it; null elsewhere.</summary>
    public virtual int? NominalSide => null;

    /// <summary>Channels of the maps that <see cref="EncoderFeatures"/> returns.</summary>
    public abstract IReadOnlyList<int> FeatureChannels { get; }

    /// <summary>Multi-scale features of the encoder (TAD-SR eq. 9) for the time-aware discriminator: the output of every
    /// down block, of the last input block and of the middle block.</summary>
    /// <param name="x">(B, C, h, w), scaled latent.</param>
    /// <param name="t">(B) int64, 0-based time.</param>
    /// <param name="lq">(B, 3, H, W), low-resolution picture in [-1, 1].</param>
    public abstract IReadOnlyList<Tensor> EncoderFeatures(Tensor x, Tensor t, Tensor lq);
}
