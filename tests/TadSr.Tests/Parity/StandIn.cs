using TadSr.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>The small network of the references: conv1x1(tanh(conv3x3(cat[z, lq]; w1, pad 1) + b1 + temb[t]); w2) + b2.</summary>
internal sealed class StandIn
{
    private static readonly string[] Keys = ["w1", "b1", "temb", "w2", "b2"];

    public StandIn(GoldenFile golden, string prefix, bool trainable = false) =>
        Weights = Keys.ToDictionary(k => k, k => golden.Tensor(prefix + k).requires_grad_(trainable));

    public Dictionary<string, Tensor> Weights { get; }

    public Tensor Forward(Tensor scaled, Tensor t, Tensor lq)
    {
        var h = nn.functional.conv2d(cat([scaled, lq], 1), Weights["w1"], padding: [1, 1])
            + Weights["b1"].view(1, -1, 1, 1) + Weights["temb"].index_select(0, t).unsqueeze(-1).unsqueeze(-1);
        return nn.functional.conv2d(h.tanh(), Weights["w2"], Weights["b2"]);
    }

    public IDenoiser Denoiser(EtaSchedule schedule) => new Scaled(this, new InputScaling(schedule));

    private sealed class Scaled(StandIn network, InputScaling scaling) : IDenoiser
    {
        public Tensor PredictX0(Tensor zt, Tensor t, Tensor lq) => network.Forward(scaling.Scale(zt, t), t, lq);
    }
}
