using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Divides every position by the root mean square of its own channels and scales them. Key: <c>weight</c> (C).</summary>
/// <remarks>Unlike group normalisation its result does not depend on the rest of the picture, so a tile equals the whole.</remarks>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>, IInitialised
{
    private const double Eps = 1e-6;
    private readonly long channels;
    internal readonly Parameter weight;

    /// <summary>Creates the layer with a zero scale; load or initialise it.</summary>
    public RmsNorm(long channels)
        : base(nameof(RmsNorm))
    {
        this.channels = channels;
        weight = new Parameter(zeros(channels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised => false;

    /// <summary>(B, C, H, W) to the same shape.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = (x.square().mean([1], keepdim: true) + Eps).rsqrt();
        return (x * scale * weight.to_type(x.dtype).view(1, channels, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        using var noGrad = no_grad();
        weight.fill_(1);
    }
}
