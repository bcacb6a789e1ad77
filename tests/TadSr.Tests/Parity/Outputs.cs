using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>Keeps what named layers of a network return.</summary>
internal sealed class Outputs : IDisposable
{
    private readonly Dictionary<string, Tensor> kept = [];
    private readonly List<Action> removals = [];

    /// <summary>Listens from now on.</summary>
    public Outputs(nn.Module network, IReadOnlyList<string> names)
    {
        foreach (var (name, module) in network.named_modules().Where(m => names.Contains(m.name)))
        {
            var hook = ((nn.Module<Tensor, Tensor>)module).register_forward_hook((_, _, output) =>
            {
                kept[name] = output.clone().DetachFromDisposeScope();
                return output;
            });
            removals.Add(hook.remove);
        }
        Assert.Equal(names.Count, removals.Count);
    }

    /// <summary>What a layer returned last.</summary>
    public Tensor this[string name] => kept[name];

    public void Dispose()
    {
        foreach (var remove in removals)
            remove();
        foreach (var tensor in kept.Values)
            tensor.Dispose();
    }
}
