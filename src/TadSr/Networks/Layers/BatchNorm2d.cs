using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Batch normalisation in float32 (float64 for a float64 input), cast back. Keys: <c>weight</c>, <c>bias</c> and the buffers
/// <c>running_mean</c>, <c>running_var</c>, <c>num_batches_tracked</c>.</summary>
internal sealed class BatchNorm2d : nn.Module<Tensor, Tensor>, IInitialised
{
    private const double Epsilon = 1e-5, Momentum = 0.1;
    private readonly double deviation;
    internal readonly Parameter weight;
    internal readonly Parameter bias;
    internal readonly Tensor running_mean;
    internal readonly Tensor running_var;
    internal readonly Tensor num_batches_tracked;

    /// <summary>Creates the layer with zero parameters; load or initialise them.</summary>
    /// <param name="channels">Number of channels.</param>
    /// <param name="deviation">Standard deviation of the starting scales around 1.</param>
    public BatchNorm2d(long channels, double deviation = 0)
        : base(nameof(BatchNorm2d))
    {
        this.deviation = deviation;
        weight = new Parameter(zeros(channels));
        bias = new Parameter(zeros(channels));
        running_mean = zeros(channels);
        running_var = ones(channels);
        num_batches_tracked = zeros([], ScalarType.Int64);
        register_buffer(nameof(running_mean), running_mean);
        register_buffer(nameof(running_var), running_var);
        register_buffer(nameof(num_batches_tracked), num_batches_tracked);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public bool ZeroInitialised => false;

    /// <summary>(B, C, H, W) to the same shape. In training mode with the statistics of the batch, which also enter the running ones.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        if (training)
        {
            using var noGrad = no_grad();
            num_batches_tracked.add_(1);
        }
        var wide = x.dtype == ScalarType.Float64 ? x : x.to_type(ScalarType.Float32);
        var result = nn.functional.batch_norm(wide, running_mean, running_var, weight, bias, training, Momentum, Epsilon);
        return result.to_type(x.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        using var noGrad = no_grad();
        weight.fill_(1);
        if (deviation > 0)
            weight.normal_(1, deviation, generator);
        bias.fill_(0);
        running_mean.fill_(0);
        running_var.fill_(1);
        num_batches_tracked.fill_(0);
    }
}
