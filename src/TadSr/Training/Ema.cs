using System.Numerics;
using TadSr.Configuration;
using TadSr.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Exponential moving average of a network's parameters, without bias correction, started at their values.</summary>
internal sealed class Ema : IDisposable
{
    private readonly double rate;
    private readonly List<(string Name, Parameter Parameter, Tensor Average)> slots;

    /// <summary>Creates the average at the parameters' present values.</summary>
    public Ema(IEnumerable<(string Name, Parameter Value)> parameters, EmaConfig config)
    {
        rate = config.Rate;
        using var noGrad = no_grad();
        slots = [.. parameters.Select(p => (p.Name, p.Value, p.Value.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averages by parameter name.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => slots.Select(s => (s.Name, s.Average));

    /// <summary>Moves the averages: average = rate average + (1 - rate) parameter.</summary>
    public void Update()
    {
        using var noGrad = no_grad();
        foreach (var (_, parameter, average) in slots)
        {
            if (parameter.dtype == ScalarType.Float32 && parameter.device_type == DeviceType.CPU && parameter.is_contiguous())
                UpdateOnProcessor(HostMemory.Of<float>(parameter), HostMemory.Of<float>(average));
            else
                average.mul_(rate).add_(parameter, 1 - rate);
        }
    }

    /// <summary>Does something while the network computes with the averages; afterwards, also after an error, it has its own
    /// parameters again.</summary>
    public T WithAverages<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Swap();
        try
        {
            return work();
        }
        finally
        {
            Swap();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, average) in slots)
            average.Dispose();
    }

    private void Swap()
    {
        using var noGrad = no_grad();
        foreach (var (_, parameter, average) in slots)
        {
            using var kept = parameter.detach().clone();
            parameter.copy_(average);
            average.copy_(kept);
        }
    }

    private void UpdateOnProcessor(ReadOnlySpan<float> parameter, Span<float> average)
    {
        float keep = (float)rate, take = (float)(1 - rate);
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= average.Length - width; i += width)
            (new Vector<float>(average[i..]) * keep + new Vector<float>(parameter[i..]) * take).CopyTo(average[i..]);
        for (; i < average.Length; i++)
            average[i] = average[i] * keep + parameter[i] * take;
    }
}
