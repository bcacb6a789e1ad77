using static TorchSharp.torch;

namespace TadSr.Codecs;

/// <summary>Maps pictures to the latents in which diffusion runs, and back.</summary>
public interface ILatentCodec : IDisposable
{
    /// <summary>How many pixels a latent position covers in each direction.</summary>
    int Factor { get; }

    /// <summary>Channels of the latent.</summary>
    int Channels { get; }

    /// <summary>(B, 3, H, W) in [-1, 1] to (B, Channels, H / Factor, W / Factor).</summary>
    Tensor Encode(Tensor image);

    /// <summary>(B, Channels, h, w) to (B, 3, h Factor, w Factor), about [-1, 1], not clamped.</summary>
    Tensor Decode(Tensor latent);

    /// <summary>Moves what the codec computes with to a device; a codec without parameters has nothing to move.</summary>
    void MoveTo(Device device)
    {
    }
}
