using static TorchSharp.torch;

namespace TadSr.Codecs;

/// <summary>Lossless codec: every f x f block of pixels becomes the 3 f² channels of one latent position. Nothing to train.
/// (UPSR, CVPR 2025, made the same replacement in ResShift.)</summary>
/// <param name="factor">Block size f; 4 gives 48 channels.</param>
internal sealed class PixelUnshuffleCodec(int factor = 4) : ILatentCodec
{
    /// <inheritdoc/>
    public int Factor => factor;

    /// <inheritdoc/>
    public int Channels => 3 * factor * factor;

    /// <inheritdoc/>
    public Tensor Encode(Tensor image) => nn.functional.pixel_unshuffle(image, factor);

    /// <inheritdoc/>
    public Tensor Decode(Tensor latent) => nn.functional.pixel_shuffle(latent, factor);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
