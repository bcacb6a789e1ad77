using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Affine map of the last dimension for networks that only infer (<see cref="RowProduct"/>); parameters follow the input's
/// element type. Keys: <c>weight</c> (out, in), <c>bias</c> (out).</summary>
internal sealed class RowLinear : nn.Module<Tensor, Tensor>
{
    internal readonly Parameter weight;
    internal readonly Parameter bias;

    /// <summary>Creates the map with zero parameters; load them.</summary>
    public RowLinear(long inFeatures, long outFeatures)
        : base(nameof(RowLinear))
    {
        weight = new Parameter(zeros(inFeatures, outFeatures).t());   // the transpose is what products read
        bias = new Parameter(zeros(outFeatures));
        RegisterComponents();
    }

    /// <summary>(..., in) to (..., out).</summary>
    public override Tensor forward(Tensor x) => Cast.Run(x, weight, bias, RowProduct.Multiply);
}
