using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Tests.Inference;

/// <summary>A denoiser given by a function of z_t, t and lq.</summary>
internal sealed class FunctionDenoiser(Func<Tensor, Tensor, Tensor, Tensor> predict) : IDenoiser
{
    public Tensor PredictX0(Tensor zt, Tensor t, Tensor lq) => predict(zt, t, lq);
}
