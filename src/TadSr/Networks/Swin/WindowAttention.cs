using TadSr.Networks.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = TadSr.Networks.Layers.Linear;

namespace TadSr.Networks.Swin;

/// <summary>Attention among the tokens of a window with learnt biases for relative positions. Keys:
/// <c>relative_position_bias_table</c> ((2w-1)², heads), <c>qkv</c>, <c>proj</c> and the buffer <c>relative_position_index</c>.</summary>
internal sealed class WindowAttention : CompositeModule, IInitialised
{
    // Starting values of the bias table as in Swin: a truncated normal of this deviation.
    private const double InitialBias = 0.02;
    private readonly int heads;
    internal readonly Parameter relative_position_bias_table;
    internal readonly Tensor relative_position_index;
    private readonly Linear qkv, proj;

    public WindowAttention(int channels, int heads, int window)
        : base(nameof(WindowAttention))
    {
        this.heads = heads;
        relative_position_bias_table = new Parameter(zeros((2 * window - 1) * (2 * window - 1), heads));
        register_parameter(nameof(relative_position_bias_table), relative_position_bias_table);
        relative_position_index = RelativePositions.Index(window);
        register_buffer(nameof(relative_position_index), relative_position_index);
        qkv = this.Place("qkv", new Linear(channels, 3 * channels));
        proj = this.Place("proj", new Linear(channels, channels));
    }

    /// <inheritdoc/>
    public bool ZeroInitialised => false;

    /// <summary>Attends within each window.</summary>
    /// <param name="windows">(B, R, K, w², C): R rows of K windows.</param>
    /// <param name="mask">(R, w², w²), added to the scores of each row of windows, or none.</param>
    /// <returns>The shape of <paramref name="windows"/>.</returns>
    public Tensor Forward(Tensor windows, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var (b, r, k, tokens, channels) = (windows.shape[0], windows.shape[1], windows.shape[2], windows.shape[3], windows.shape[4]);
        var size = channels / heads;
        var parts = qkv.forward(windows).reshape(b * r * k, tokens, 3, heads, size).permute(2, 0, 3, 1, 4);
        var q = parts[0] * (1 / Math.Sqrt(size));
        var scores = BatchProduct.Multiply(q, parts[1].transpose(-2, -1)) + Bias(tokens, windows.dtype);
        if (mask is not null)
            scores = scores.reshape(b, r, k, heads, tokens, tokens) + mask.reshape(1, r, 1, 1, tokens, tokens);
        var weights = scores.softmax(-1).reshape(b * r * k, heads, tokens, tokens);
        var mixed = BatchProduct.Multiply(weights, parts[2]).transpose(1, 2).reshape(windows.shape);
        return proj.forward(mixed).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Initialise(Generator generator)
    {
        using var noGrad = no_grad();
        relative_position_bias_table.normal_(0, InitialBias, generator);
        relative_position_bias_table.clamp_(-2, 2);
    }

    private Tensor Bias(long tokens, ScalarType dtype) =>
        relative_position_bias_table.index_select(0, relative_position_index.flatten()).reshape(tokens, tokens, heads).permute(2, 0, 1).to_type(dtype);
}
