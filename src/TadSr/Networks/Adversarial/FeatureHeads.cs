using TadSr.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Adversarial;

/// <summary>Small convolutional heads that judge the taps of a frozen feature network: 3x3 convolution, leaky ReLU, 3x3
/// convolution to one logit per position. Not in the paper; used by the lite student.</summary>
internal sealed class FeatureHeads : nn.Module
{
    private const int Width = 64;
    private const double Slope = 0.2;
    private readonly ModuleList<Conv2d> hidden = [];
    private readonly ModuleList<Conv2d> logit = [];

    /// <summary>Creates heads with zero parameters; load or initialise them.</summary>
    /// <param name="channels">Channels of each tap.</param>
    public FeatureHeads(IReadOnlyList<int> channels)
        : base(nameof(FeatureHeads))
    {
        foreach (var c in channels)
        {
            hidden.Add(new Conv2d(c, Width, 3, padding: 1));
            logit.Add(new Conv2d(Width, 1, 3, padding: 1));
        }
        RegisterComponents();
    }

    /// <summary>Judges taps.</summary>
    /// <param name="taps">One (B, C_k, H_k, W_k) per head.</param>
    /// <returns>Per head (B, H_k W_k).</returns>
    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> taps)
    {
        using var scope = NewDisposeScope();
        return [.. taps.Select((tap, k) => Head(tap, k).MoveToOuterDisposeScope())];
    }

    private Tensor Head(Tensor tap, int k)
    {
        var h = nn.functional.leaky_relu(hidden[k].forward(RmsNorm.Apply(tap)), Slope);
        return logit[k].forward(h).flatten(1);
    }
}
