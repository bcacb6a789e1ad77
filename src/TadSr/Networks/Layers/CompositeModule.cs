using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>A module whose children are registered by path only (<see cref="ModulePath.Place"/>), not by the names of fields.</summary>
internal abstract class CompositeModule(string name) : nn.Module(name)
{
    /// <summary>Does nothing: what is not placed is not in the state dict.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
