using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>PReLU: a slope for the negative values of every channel, which may be negative or above 1. Key: <c>weight</c> (C).</summary>
internal sealed class PRelu : nn.Module<Tensor, Tensor>, IInitialised
{
    private const double InitialSlope = 0.25;
    internal readonly Parameter weight;

    /// <summary>Creates the layer with zero slopes.</summary>
    public PRelu(int channels)
        : base(nameof(PRelu))
    {
        weight = new Parameter(zeros(channels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised => false;

    /// <summary>(B, C, H, W) to the same.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return nn.functional.prelu(x, weight.to_type(x.dtype)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        using var noGrad = no_grad();
        weight.fill_(InitialSlope);
    }
}
