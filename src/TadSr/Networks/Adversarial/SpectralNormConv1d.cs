using TadSr.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Adversarial;

/// <summary>1-D convolution whose weight is divided by its largest singular value, estimated by power iteration: one iteration
/// per forward in training mode, none in evaluation mode.</summary>
/// <remarks>Keys as in PyTorch's classic spectral norm: <c>weight_orig</c> (out, in, k), <c>bias</c> (out) and the buffers
/// <c>weight_u</c> (out), <c>weight_v</c> (in k). No gradient passes through u and v, but one does through the norm.</remarks>
internal sealed class SpectralNormConv1d : nn.Module<Tensor, Tensor>, IInitialised
{
    private const double Epsilon = 1e-12;
    internal readonly Parameter weight_orig;
    internal readonly Parameter bias;
    internal readonly Tensor weight_u;
    internal readonly Tensor weight_v;

    /// <summary>Creates a convolution without padding, with zero parameters; load or initialise them.</summary>
    public SpectralNormConv1d(long inChannels, long outChannels, long kernel)
        : base(nameof(SpectralNormConv1d))
    {
        weight_orig = new Parameter(zeros(outChannels, inChannels, kernel));
        bias = new Parameter(zeros(outChannels));
        weight_u = zeros(outChannels);
        weight_v = zeros(inChannels * kernel);
        register_buffer(nameof(weight_u), weight_u);
        register_buffer(nameof(weight_v), weight_v);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised => false;

    /// <summary>(B, in, L) to (B, out, L - k + 1).</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var matrix = weight_orig.flatten(1);
        var (u, v) = training ? Iterate(matrix) : (weight_u, weight_v);
        var sigma = u.dot(matrix.mv(v));
        var weight = weight_orig / sigma;
        return nn.functional.conv1d(x, weight.to_type(x.dtype), bias.to_type(x.dtype)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        KaimingUniform.Fill(weight_orig, false, generator);
        KaimingUniform.FillBias(bias, weight_orig, false, generator);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var vector in new[] { weight_u, weight_v })
        {
            vector.normal_(0, 1, generator);
            vector.div_(vector.norm() + Epsilon);
        }
    }

    // New tensors for this forward's graph, copied into the buffers: a later forward must not change what an earlier one saved.
    private (Tensor U, Tensor V) Iterate(Tensor matrix)
    {
        using var noGrad = no_grad();
        var v = Normalise(matrix.t().mv(weight_u));
        var u = Normalise(matrix.mv(v));
        weight_v.copy_(v);
        weight_u.copy_(u);
        return (u, v);
    }

    private static Tensor Normalise(Tensor x) => x / x.norm().clamp_min(Epsilon);
}
