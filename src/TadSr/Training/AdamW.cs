using System.Numerics;
using TadSr.Configuration;
using TadSr.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>AdamW with decoupled weight decay over named parameters. Its moments are part of a checkpoint.</summary>
/// <remarks>TorchSharp's own optimiser makes dozens of tiny tensors per parameter; here float32 parameters on the processor are
/// updated by one vector loop each, everything else by tensor operations. Both give what PyTorch's AdamW gives.</remarks>
internal sealed class AdamW : IDisposable
{
    private readonly OptimConfig config;
    private readonly List<Slot> slots;

    /// <summary>Creates the optimiser with zero moments.</summary>
    /// <param name="parameters">The parameters; they stay the network's.</param>
    /// <param name="config">Rates and decays.</param>
    public AdamW(IEnumerable<(string Name, Parameter Value)> parameters, OptimConfig config)
    {
        this.config = config;
        slots = [.. parameters.Select(p => new Slot(p.Name, p.Value, Owned(p.Value), Owned(p.Value)))];
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; set; }

    /// <summary>The moments by name, as a checkpoint stores them.</summary>
    public IEnumerable<(string Name, Tensor Value)> State =>
        slots.SelectMany(s => new[] { ($"{s.Name}.exp_avg", s.First), ($"{s.Name}.exp_avg_sq", s.Second) });

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var slot in slots)
        {
            using var gradient = slot.Parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>Euclidean norm of all gradients together, summed in float64.</summary>
    /// <returns>A float64 scalar where the parameters lie.</returns>
    public Tensor GradientNorm()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var onProcessor = 0.0;
        var others = new List<Tensor>();
        foreach (var slot in slots)
        {
            if (slot.Parameter.grad is not { } gradient)
                continue;
            if (IsPlain(slot.Parameter))
                onProcessor += SumOfSquares(HostMemory.Of<float>(gradient.contiguous()));
            else
                others.Add(gradient.to_type(ScalarType.Float64).square().sum());
        }
        var sum = others.Count == 0 ? tensor(onProcessor) : stack(others).sum() + onProcessor;
        return sum.sqrt().MoveToOuterDisposeScope();
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    /// <param name="gradientScale">Factor on the gradients, for clipping: a scalar where the parameters lie; null is 1.</param>
    public void Step(double learningRate, Tensor? gradientScale = null)
    {
        Steps++;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        double beta1 = config.Betas[0], beta2 = config.Betas[1];
        var update = new Update(
            1 - learningRate * config.WeightDecay, beta1, beta2, config.Eps, gradientScale, gradientScale is { device_type: DeviceType.CPU } ? (float)gradientScale.item<double>() : 1,
            learningRate / (1 - Math.Pow(beta1, Steps)), Math.Sqrt(1 - Math.Pow(beta2, Steps)));
        foreach (var slot in slots)
        {
            if (slot.Parameter.grad is not { } gradient)
                continue;
            if (IsPlain(slot.Parameter))
                StepOnProcessor(slot, gradient.contiguous(), update);
            else
                StepByTensors(slot, gradient, update);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.First.Dispose();
            slot.Second.Dispose();
        }
    }

    private static bool IsPlain(Tensor parameter) =>
        parameter.dtype == ScalarType.Float32 && parameter.device_type == DeviceType.CPU && parameter.is_contiguous();

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        Vector<double> lower = default, upper = default;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out var a, out var b);
            lower += a * a;
            upper += b * b;
        }
        var sum = Vector.Sum(lower + upper);
        for (; i < values.Length; i++)
            sum += (double)values[i] * values[i];
        return sum;
    }

    private static void StepByTensors(Slot slot, Tensor gradient, Update u)
    {
        var g = u.GradientScale is { } scale ? gradient * scale : gradient;
        slot.Parameter.mul_(u.Decay);
        slot.First.mul_(u.Beta1).add_(g, 1 - u.Beta1);
        slot.Second.mul_(u.Beta2).addcmul_(g, g, 1 - u.Beta2);
        var denominator = slot.Second.sqrt() / u.SecondCorrection + u.Eps;
        slot.Parameter.addcdiv_(slot.First, denominator, -u.StepSize);
    }

    private static void StepOnProcessor(Slot slot, Tensor gradient, Update u)
    {
        var p = HostMemory.Of<float>(slot.Parameter);
        var m = HostMemory.Of<float>(slot.First);
        var v = HostMemory.Of<float>(slot.Second);
        var g = HostMemory.Of<float>(gradient);
        float decay = (float)u.Decay, beta1 = (float)u.Beta1, beta2 = (float)u.Beta2, eps = (float)u.Eps, scale = u.ScaleOnProcessor;
        float step = (float)u.StepSize, correction = (float)(1 / u.SecondCorrection), rest1 = (float)(1 - u.Beta1), rest2 = (float)(1 - u.Beta2);
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= p.Length - width; i += width)
        {
            var gradientVector = new Vector<float>(g[i..]) * scale;
            var first = new Vector<float>(m[i..]) * beta1 + gradientVector * rest1;
            var second = new Vector<float>(v[i..]) * beta2 + gradientVector * gradientVector * rest2;
            first.CopyTo(m[i..]);
            second.CopyTo(v[i..]);
            (new Vector<float>(p[i..]) * decay - first * step / (Vector.SquareRoot(second) * correction + new Vector<float>(eps))).CopyTo(p[i..]);
        }
        for (; i < p.Length; i++)
        {
            var value = g[i] * scale;
            m[i] = m[i] * beta1 + value * rest1;
            v[i] = v[i] * beta2 + value * value * rest2;
            p[i] = p[i] * decay - m[i] * step / (MathF.Sqrt(v[i]) * correction + eps);
        }
    }

    private static Tensor Owned(Parameter like) => zeros_like(like).detach().DetachFromDisposeScope();

    private sealed record Slot(string Name, Parameter Parameter, Tensor First, Tensor Second);

    private readonly record struct Update(double Decay, double Beta1, double Beta2, double Eps, Tensor? GradientScale, float ScaleOnProcessor, double StepSize, double SecondCorrection);
}
