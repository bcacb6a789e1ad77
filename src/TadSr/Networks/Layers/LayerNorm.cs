using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Normalisation of the last dimension whose parameters follow the input's element type. Keys: <c>weight</c>, <c>bias</c> (C).</summary>
internal sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly long[] shape;
    private readonly double eps;
    internal readonly Parameter weight;
    internal readonly Parameter bias;

    /// <summary>Creates the layer with zero parameters; load them.</summary>
    public LayerNorm(long channels, double eps = 1e-5)
        : base(nameof(LayerNorm))
    {
        shape = [channels];
        this.eps = eps;
        weight = new Parameter(zeros(channels));
        bias = new Parameter(zeros(channels));
        RegisterComponents();
    }

    /// <summary>(..., C) to the same shape.</summary>
    public override Tensor forward(Tensor x) => Cast.Run(x, weight, bias, (input, w, b) => nn.functional.layer_norm(input, shape, w, b, eps));
}
