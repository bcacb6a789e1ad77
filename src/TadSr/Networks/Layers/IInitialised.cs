using static TorchSharp.torch;

namespace TadSr.Networks.Layers;

/// <summary>A layer that can give itself the random values with which training starts. Layers are born with zeros, so a
/// network that is loaded from a file never pays for random numbers.</summary>
internal interface IInitialised
{
    /// <summary>Whether training starts with zeros here.</summary>
    bool ZeroInitialised { get; }

    /// <summary>Sets the starting values.</summary>
    /// <param name="generator">The only source of randomness.</param>
    void Initialise(Generator generator);
}
