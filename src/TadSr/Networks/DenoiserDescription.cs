namespace TadSr.Networks;

/// <summary>A diffusion network: predicts z_0 from a noisy latent, the time and the low-resolution picture.</summary>
/// <param name="Family">Name of the family.</param>
internal abstract record DenoiserDescription(string Family) : NetworkDescription(Family)
{
    /// <summary>Channels of the latent.</summary>
    public abstract int LatentChannels { get; }

    /// <summary>Sides of the condition in sides of the latent.</summary>
    public abstract int ConditionRatio { get; }

    /// <summary>Side of a tile that suits the network, in pixels of the low-resolution picture.</summary>
    public abstract int DefaultTile { get; }

    /// <summary>Bytes of working memory for one latent position of a tile.</summary>
    public abstract int BytesPerPosition { get; }

    /// <summary>Number of the network's arithmetic where keys and shapes do not tell it; null where they do.</summary>
    public virtual int? Revision => null;

    /// <summary>File names, without extension, of the codec whose latents published files of this network work in, the first found
    /// wins; empty where there is none.</summary>
    public virtual IReadOnlyList<string> PublishedCodecs => [];

    /// <summary>What is known of a published file that says nothing of itself; null where nothing is.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Runtime.TadSrException">The sizes fit no published model.</exception>
    public virtual PublishedModel? PublishedModel(string path) => null;

    /// <summary>The network with what the file says beside its keys.</summary>
    /// <param name="description">What the file says of itself; null when it says nothing.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="Runtime.TadSrException">The weights are of another revision.</exception>
    public virtual DenoiserDescription DescribedBy(ModelDescription? description, string path) => this;

    /// <summary>Builds the network with zero parameters.</summary>
    public abstract DiffusionNetwork Build();
}
