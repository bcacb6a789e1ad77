using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks.Adversarial;

/// <summary>The time-aware discriminator of TAD-SR (eq. 9 to 12): one head for every feature map of the teacher's encoder, each
/// normalised and modulated by the time before it is judged.</summary>
/// <remarks>State-dict keys are those of the authors' code: <c>heads.k.main.*</c>, <c>heads.k.cls.*</c>, <c>emb_layers.k.1.*</c>,
/// <c>out_layers.k.{0,3}.*</c>. In training mode every forward makes one power iteration of the spectral norms.
/// The published sizes (channels 160, 320, 320, 640, 640) have 20,764,320 parameters.</remarks>
internal sealed class TimeAwareDiscriminator : nn.Module
{
    private readonly DiscriminatorHead[] heads;
    private readonly int embedDim;
    private Tensor? frequencies;

    /// <summary>Creates a discriminator with zero parameters; load or initialise them.</summary>
    /// <param name="channels">Channels of each feature map, multiples of 32.</param>
    /// <param name="embedDim">Size of the time sinusoid.</param>
    /// <param name="cDim">Logits per position.</param>
    /// <param name="timeAware">Whether the time modulates the features; without it the layers of the modulation stay unused
    /// (the paper's ablation "GAN").</param>
    public TimeAwareDiscriminator(IReadOnlyList<int> channels, int embedDim = 160, int cDim = 64, bool timeAware = true)
        : base(nameof(TimeAwareDiscriminator))
    {
        this.embedDim = embedDim;
        heads = [.. channels.Select((c, k) => new DiscriminatorHead(this, k, c, embedDim, cDim, timeAware))];
    }

    /// <summary>Judges feature maps.</summary>
    /// <param name="features">One (B, C_k, H_k, W_k) per head, of at least 4 positions each.</param>
    /// <param name="t">(B) int64, 0-based time.</param>
    /// <returns>Per head (B, cDim H_k W_k), channel by channel.</returns>
    /// <exception cref="Runtime.TadSrException">A feature map is too small.</exception>
    public IReadOnlyList<Tensor> Forward(IReadOnlyList<Tensor> features, Tensor t)
    {
        if (features.Count != heads.Length)
            throw new ArgumentException($"{features.Count} feature maps for {heads.Length} heads", nameof(features));
        using var scope = NewDisposeScope();
        var dtype = features[0].dtype;
        var wide = frequencies ?? TimeEmbedding.Frequencies(embedDim / 2, t.device);
        if (dtype == ScalarType.Float64)
            wide = wide.to_type(ScalarType.Float64);
        var time = nn.functional.silu(TimeEmbedding.Sinusoid(t, wide)).to_type(dtype);
        return [.. heads.Select((head, k) => head.Forward(features[k], time).MoveToOuterDisposeScope())];
    }

    /// <summary>Uses stored frequencies instead of computed ones, whose last bits differ between processors.</summary>
    /// <param name="values">(embedDim / 2) float32.</param>
    internal void UseFrequencies(Tensor values)
    {
        frequencies?.Dispose();
        frequencies = values.clone().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            frequencies?.Dispose();
        base.Dispose(disposing);
    }
}
