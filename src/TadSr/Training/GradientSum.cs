using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Gradients of several loss terms with respect to one tensor, added up. Terms are differentiated one by one, so each
/// is checked by itself; what only one of them needs is gone before the next, and the network behind the tensor is passed through once.</summary>
/// <param name="output">A leaf that requires a gradient.</param>
/// <param name="report">Receives value and gradient norm of every term.</param>
internal sealed class GradientSum(Tensor output, StepReport report)
{
    /// <summary>The sum.</summary>
    public Tensor Total { get; } = zeros_like(output).detach();

    /// <summary>Adds the weighted gradient of a term.</summary>
    /// <param name="name">Name of the term.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="term">Builds the scalar loss.</param>
    /// <param name="keepGraph">Whether another term will pass through the same graph.</param>
    /// <param name="asShare">Whether the weight is the gradient's size as a share of the sum so far.</param>
    public void Add(string name, double weight, Func<Tensor> term, bool keepGraph = false, bool asShare = false)
    {
        using var scope = NewDisposeScope();
        var loss = term();
        report.Add(name, loss);
        var gradient = LeafGradient.Of(loss, output, keepGraph: keepGraph);
        var size = gradient.norm();
        report.Add($"|d {name}|", size);
        if (asShare)
            AddScaled(Total, gradient, Share(size.to_type(ScalarType.Float64), weight));
        else
            Total.add_(gradient, weight);
    }

    /// <summary>total += factor gradient. On the CPU the factor is a number, which the addition takes without rounding the
    /// product; on a device reading it would wait, so it is multiplied there.</summary>
    /// <param name="total">Changed in place.</param>
    /// <param name="gradient">The same shape.</param>
    /// <param name="factor">A float64 scalar.</param>
    public static void AddScaled(Tensor total, Tensor gradient, Tensor factor)
    {
        if (factor.device_type == DeviceType.CPU)
            total.add_(gradient, factor.item<double>());
        else
            total.add_(gradient * factor);
    }

    private Tensor Share(Tensor size, double ratio) =>
        where(size > 0, Total.norm().to_type(ScalarType.Float64) * ratio / size, zeros_like(size));
}
