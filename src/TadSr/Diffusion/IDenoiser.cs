using static TorchSharp.torch;

namespace TadSr.Diffusion;

/// <summary>All that a sampler or a loss knows of a network: a prediction of z_0.</summary>
public interface IDenoiser
{
    /// <summary>Predicts z_0. Scales its input once, inside.</summary>
    /// <param name="zt">(B, C, h, w), the unscaled z_t.</param>
    /// <param name="t">(B) int64, 0-based time.</param>
    /// <param name="lq">The condition, as the network wants it.</param>
    /// <returns>(B, C, h, w).</returns>
    Tensor PredictX0(Tensor zt, Tensor t, Tensor lq);
}
