using TadSr.Networks.Layers;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Networks.Vqgan;

/// <summary>The vector-quantised codec of ResShift, SinSR and TAD-SR. Keys: <c>encoder.*</c>, <c>quant_conv</c>,
/// <c>quantize.embedding.weight</c>, <c>post_quant_conv</c>, <c>decoder.*</c>.</summary>
internal sealed class Vqgan : nn.Module
{
    private readonly VqganEncoder encoder;
    private readonly VqganDecoder decoder;
    private readonly Codebook codebook;
    private readonly Conv2d quantConv, postQuantConv;

    /// <summary>Creates the codec with zero parameters; load or initialise them.</summary>
    /// <exception cref="TadSrException">The sizes do not fit together.</exception>
    public Vqgan(VqganConfig config)
        : base(nameof(Vqgan))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        encoder = this.Place("encoder", new VqganEncoder(config));
        decoder = this.Place("decoder", new VqganDecoder(config));
        codebook = this.Place("quantize", new Codebook(config.Codes, config.EmbedDim));
        quantConv = this.Place("quant_conv", new Conv2d(config.ZChannels, config.EmbedDim, 1));
        postQuantConv = this.Place("post_quant_conv", new Conv2d(config.EmbedDim, config.ZChannels, 1));
    }

    /// <summary>The sizes.</summary>
    public VqganConfig Config { get; }

    /// <summary>The weight of the decoder's last convolution, whose gradients balance the losses of the codec's training.</summary>
    public Tensor LastWeight => decoder.Last.weight;

    /// <summary>(B, 3, H, W) in [-1, 1] to the latent (B, d, H / f, W / f), NOT quantised.</summary>
    /// <exception cref="TadSrException">A side is not a multiple of the factor.</exception>
    public Tensor Encode(Tensor image) => Encode(image, null);

    /// <summary>Latent (B, d, h, w) to (B, 3, h f, w f), about [-1, 1], not clamped.</summary>
    /// <param name="latent">A latent.</param>
    /// <param name="quantise">Whether every position is replaced by its nearest code first, as the samplers do.</param>
    public Tensor Decode(Tensor latent, bool quantise = true) => Decode(latent, quantise, null);

    /// <summary>Replaces every position of a latent (B, d, h, w) by its nearest code.</summary>
    public Tensor Quantise(Tensor latent)
    {
        using var indices = codebook.Indices(latent);
        return codebook.Gather(indices, latent);
    }

    /// <summary>The nearest code of every position of (B, d, h, w), the first on ties: (B h w) int64.</summary>
    public Tensor Indices(Tensor latent) => codebook.Indices(latent);

    /// <summary>Runs the whole codec for training, with a straight-through quantiser.</summary>
    /// <param name="image">(B, 3, H, W) in [-1, 1].</param>
    /// <param name="compute">Element type of encoder and decoder; codes are compared in the picture's. Null takes the picture's.</param>
    /// <returns>The reconstruction and the codebook loss (scalar), in the picture's type.</returns>
    public (Tensor Reconstruction, Tensor CodebookLoss) Train(Tensor image, ScalarType? compute = null)
    {
        using var scope = NewDisposeScope();
        var type = compute ?? image.dtype;
        var (quantised, loss) = codebook.Train(Encode(image.to_type(type)).to_type(image.dtype));
        var reconstruction = Decode(quantised.to_type(type), quantise: false).to_type(image.dtype);
        return (reconstruction.MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope());
    }

    internal Tensor Encode(Tensor image, Action<string, Tensor>? visit)
    {
        if (image.shape[2] % Config.Factor != 0 || image.shape[3] % Config.Factor != 0)
            throw new TadSrException($"Vqgan: the picture is {image.shape[3]}x{image.shape[2]}; both sides must be multiples of {Config.Factor}. Pad it.", ErrorKind.Usage);
        using var hidden = encoder.Forward(image, visit);
        return quantConv.forward(hidden);
    }

    internal Tensor Decode(Tensor latent, bool quantise, Action<string, Tensor>? visit)
    {
        using var scope = NewDisposeScope();
        var codes = quantise ? Quantise(latent) : latent;
        return decoder.Forward(postQuantConv.forward(codes), visit).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }
}
