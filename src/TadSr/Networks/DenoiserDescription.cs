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

    /// <summary>Pixels of the low-resolution picture that neighbouring tiles share unless another number is asked for.</summary>
    public virtual int DefaultOverlap => 32;

    /// <summary>Pixels by which a picture is mirrored on every side, its edge included, before the network sees it, and which are cut
    /// off afterwards.</summary>
    public virtual int Rim => 0;

    /// <summary>Keys that start as zeros where a network starts from a file of the one that it descends from.</summary>
    public virtual IReadOnlyList<string> AddedKeys => [];

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

    /// <summary>Checks the length of a schedule that the network is to be used with.</summary>
    /// <param name="steps">Steps T.</param>
    /// <exception cref="Runtime.TadSrException">The network knows another number of times.</exception>
    public virtual void CheckSteps(int steps)
    {
    }

    /// <summary>Builds the network with zero parameters.</summary>
    public abstract DiffusionNetwork Build();
}
