using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>What a step tells the log: loss terms and gradient norms by name, in the order of their making; several of one name
/// (microbatches) are averaged.</summary>
/// <remarks>On the CPU every value is read and checked as it comes, so that a broken step moves no parameter. On a device
/// reading would wait for all that is queued: the values stay there until the log asks for them, and
/// <see cref="DeviceGuard"/> checks them.</remarks>
/// <param name="iteration">The step, from 1.</param>
/// <param name="deferred">Whether values stay on their device.</param>
internal sealed class StepReport(long iteration, bool deferred = false) : IDisposable
{
    private readonly List<Entry> entries = [];

    /// <summary>The step, from 1.</summary>
    public long Iteration => iteration;

    /// <summary>Whether values stay on their device.</summary>
    internal bool Deferred => deferred;

    /// <summary>The names of what was added.</summary>
    internal IEnumerable<string> Names => entries.Select(e => e.Name);

    /// <summary>The means of what was added, by name. On a device this waits for it.</summary>
    public IReadOnlyList<(string Name, double Value)> Values
    {
        get
        {
            if (!deferred || entries.Count == 0)
                return [.. entries.Select(e => (e.Name, e.Sum / e.Count))];
            using var scope = NewDisposeScope();
            return [.. Names.Zip(Figures().cpu().data<double>().Skip(1))];
        }
    }

    /// <summary>Adds a scalar.</summary>
    /// <exception cref="Runtime.TadSrException">It lies on the CPU and is not finite.</exception>
    public void Add(string name, Tensor value)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var entry = entries.Find(e => e.Name == name);
        if (entry is null)
            entries.Add(entry = new Entry(name));
        var wide = value.detach().to_type(ScalarType.Float64);
        entry.Count++;
        if (!deferred)
            entry.Sum += Guards.Finite(wide.item<double>(), name, iteration);
        else if (entry.Waiting is { } waiting)
            waiting.add_(wide);
        else
            entry.Waiting = wide.clone().DetachFromDisposeScope();
    }

    /// <summary>The iteration and the means, (1 + names) float64, on the device.</summary>
    internal Tensor Figures()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] all = [full_like(entries[0].Waiting!, iteration), .. entries.Select(e => e.Waiting! / e.Count)];
        return stack(all).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in entries)
            entry.Waiting?.Dispose();
    }

    private sealed class Entry(string name)
    {
        public string Name { get; } = name;

        public double Sum { get; set; }

        public Tensor? Waiting { get; set; }

        public int Count { get; set; }
    }
}
