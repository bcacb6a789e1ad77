using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = TadSr.Networks.Layers.Conv2d;

namespace TadSr.Networks.Perceptual;

/// <summary>Carries the published name of an LPIPS weight: <c>model.1.weight</c>.</summary>
internal sealed class LpipsHead : nn.Module<Tensor, Tensor>
{
    private readonly Sequential model;

    public LpipsHead(Conv2d convolution)
        : base(nameof(LpipsHead))
    {
        model = nn.Sequential(("1", convolution));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => model.call(x);
}
