using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Group normalisation, computed in float32 (float64 for a float64 input) and cast back. Keys: <c>weight</c>, <c>bias</c> (C).</summary>
internal sealed class GroupNorm : nn.Module<Tensor, Tensor>, IInitialised
{
    private readonly long groups;
    private readonly double eps;
    internal readonly Parameter weight;
    internal readonly Parameter bias;

    /// <summary>Creates the layer with zero parameters; load or initialise them.</summary>
    public GroupNorm(long groups, long channels, double eps = 1e-5)
        : base(nameof(GroupNorm))
    {
        this.groups = groups;
        this.eps = eps;
        weight = new Parameter(zeros(channels));
        bias = new Parameter(zeros(channels));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised => false;

    /// <summary>(B, C, ...) to the same shape and element type.</summary>
    public override Tensor forward(Tensor x)
    {
        if (x.dtype is ScalarType.Float32 or ScalarType.Float64)
            return Cast.Run(x, weight, bias, (input, w, b) => nn.functional.group_norm(input, groups, w, b, eps));
        using var scope = NewDisposeScope();
        var normalised = nn.functional.group_norm(x.to_type(ScalarType.Float32), groups, weight, bias, eps);
        return normalised.to_type(x.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        using var noGrad = no_grad();
        weight.fill_(1);
        bias.fill_(0);
    }
}
