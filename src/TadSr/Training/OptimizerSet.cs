using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The optimisers of a stage by name, and what a stage does with all of them.</summary>
/// <param name="optimizers">The names, as a checkpoint has them, and the optimisers, which are owned from now on.</param>
internal sealed class OptimizerSet(params IReadOnlyList<(string Name, AdamW Optimizer)> optimizers) : IDisposable
{
    /// <summary>The optimisers in the order of their names in a checkpoint.</summary>
    public IReadOnlyList<(string Name, AdamW Optimizer)> All => optimizers;

    /// <summary>The moments of all optimisers by name.</summary>
    public IEnumerable<(string Name, Tensor Value)> State =>
        optimizers.SelectMany(o => o.Optimizer.State.Select(s => ($"{o.Name}.{s.Name}", s.Value)));

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGradients()
    {
        foreach (var (_, optimizer) in optimizers)
            optimizer.ZeroGradients();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, optimizer) in optimizers)
            optimizer.Dispose();
    }
}
