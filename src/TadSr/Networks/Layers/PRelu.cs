using TorchSharp;
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
        var slope = weight.to_type(x.dtype);
        if (!x.requires_grad || x.device_type != DeviceType.CPU)
            return nn.functional.prelu(x, slope).MoveToOuterDisposeScope();
        // libtorch's own gradient of the slopes is slow on the processor: this is a third of its time in bfloat16.
        var positive = x.relu();
        return addcmul(positive, x - positive, slope.view(1, -1, 1, 1), 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        using var noGrad = no_grad();
        weight.fill_(InitialSlope);
    }
}
