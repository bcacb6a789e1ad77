using TadSr.Networks.Layers;
using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>Gives a new network the random values with which training starts.</summary>
internal static class Initialization
{
    /// <summary>Initialises every layer of a module in the order of its names; the same seed gives the same values.</summary>
    public static void Reset(nn.Module module, ulong seed)
    {
        using var generator = new Generator(seed);
        if (module is IInitialised self)
            self.Initialise(generator);
        foreach (var (_, child) in module.named_modules())
        {
            if (child is IInitialised layer)
                layer.Initialise(generator);
        }
    }
}
