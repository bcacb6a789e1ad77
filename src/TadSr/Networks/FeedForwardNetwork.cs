using static TorchSharp.torch;

namespace TadSr.Networks;

/// <summary>A network that enlarges in one pass: (B, 3, h, w) in [0, 1] to (B, 3, h s, w s), about [0, 1], not clamped.</summary>
public abstract class FeedForwardNetwork : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the base.</summary>
    protected FeedForwardNetwork(string name)
        : base(name)
    {
    }
}
