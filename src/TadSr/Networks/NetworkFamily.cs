using TadSr.Configuration;

namespace TadSr.Networks;

/// <summary>One kind of network: how its files are recognised and what follows from their shapes. Everything particular to a
/// family lies in its folder; the rest of the program sees the description that <see cref="Read"/> gives.</summary>
public abstract class NetworkFamily
{
    /// <summary>Name of the network, as the publication has it.</summary>
    public abstract string Name { get; }

    /// <summary>The network with the sizes that its authors published: what an unknown file is compared with.</summary>
    public abstract NetworkDescription Published { get; }

    /// <summary>The name of the family in a configuration and the sizes of what is not written there; null for families that
    /// are not trained here.</summary>
    internal virtual (string Type, NetworkConfig Defaults)? Training => null;

    /// <summary>The network of a configuration.</summary>
    /// <param name="config">A record of the type of <see cref="Training"/>.</param>
    /// <param name="codec">The codec whose latents it will see.</param>
    /// <exception cref="NotSupportedException">The family is not trained here.</exception>
    internal virtual DenoiserDescription Describe(NetworkConfig config, CodecKind codec) => throw new NotSupportedException($"{Name} is not trained here");

    /// <summary>Whether a checkpoint has the marks of the family. Families are asked one after the other; the first with its marks reads the file.</summary>
    public abstract bool Matches(KeyShapes keys);

    /// <summary>Reads the sizes off names and shapes and checks that they make a network.</summary>
    /// <exception cref="FormatException">Something that the sizes are read from is missing or of another network.</exception>
    public abstract NetworkDescription Read(KeyShapes keys);
}
