using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>Goes from z_T to z_0 with a denoiser.</summary>
public interface ISampler
{
    /// <summary>Samples z_0.</summary>
    /// <param name="denoiser">The network, as a prediction of z_0.</param>
    /// <param name="zT">(B, C, h, w), the prior's sample; the caller keeps it.</param>
    /// <param name="zY">(B, C, h, w), latent of the enlarged low-resolution picture.</param>
    /// <param name="lq">The condition.</param>
    /// <returns>(B, C, h, w).</returns>
    Tensor Sample(IDenoiser denoiser, Tensor zT, Tensor zY, Tensor lq);
}
