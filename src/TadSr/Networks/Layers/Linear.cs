using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Affine map of the last dimension whose parameters follow the input's element type. Keys: <c>weight</c> (out, in), <c>bias</c> (out).</summary>
internal sealed class Linear : nn.Module<Tensor, Tensor>, IInitialised
{
    internal readonly Parameter weight;
    internal readonly Parameter? bias;

    /// <summary>Creates the map with zero parameters; load or initialise them.</summary>
    public Linear(long inFeatures, long outFeatures, bool hasBias = true, bool zeroInitialised = false)
        : base(nameof(Linear))
    {
        ZeroInitialised = zeroInitialised;
        weight = new Parameter(zeros(outFeatures, inFeatures));
        if (hasBias)
            bias = new Parameter(zeros(outFeatures));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised { get; }

    /// <summary>(..., in) to (..., out).</summary>
    public override Tensor forward(Tensor x) => Cast.Run(x, weight, bias, nn.functional.linear);

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        KaimingUniform.Fill(weight, ZeroInitialised, generator);
        KaimingUniform.FillBias(bias, weight, ZeroInitialised, generator);
    }
}
