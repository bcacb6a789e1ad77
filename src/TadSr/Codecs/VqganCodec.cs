using TadSr.Networks.Vqgan;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Codecs;

/// <summary>The published VQGAN as a codec: encodes without quantisation, decodes the nearest codes.</summary>
/// <param name="network">The codec's network; disposed with this.</param>
/// <param name="computeType">Element type in which it computes; null takes the input's.</param>
internal sealed class VqganCodec(Vqgan network, ScalarType? computeType = null) : ILatentCodec
{
    /// <inheritdoc/>
    public int Factor => network.Config.Factor;

    /// <inheritdoc/>
    public int Channels => network.Config.EmbedDim;

    /// <summary>The network.</summary>
    public Vqgan Network => network;

    /// <inheritdoc/>
    public Tensor Encode(Tensor image) => Run(image, network.Encode);

    /// <inheritdoc/>
    public Tensor Decode(Tensor latent)
    {
        // The nearest code is searched in the latent's own precision: a rounded latent could fall to a neighbour.
        using var codes = network.Quantise(latent);
        return Run(codes, z => network.Decode(z, quantise: false));
    }

    /// <inheritdoc/>
    public void MoveTo(Device device) => network.to(device);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private Tensor Run(Tensor x, Func<Tensor, Tensor> operation)
    {
        using var scope = NewDisposeScope();
        return operation(computeType is { } type ? x.to_type(type) : x.alias()).to_type(x.dtype).MoveToOuterDisposeScope();
    }
}
