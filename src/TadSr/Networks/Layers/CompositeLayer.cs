using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>A layer whose children are registered by path only, as those of a <see cref="CompositeModule"/>.</summary>
internal abstract class CompositeLayer(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Does nothing: what is not placed is not in the state dict.</summary>
    protected sealed override void RegisterComponents()
    {
    }
}
