namespace TadSr.Networks;

/// <summary>A network that turns pictures into latents and back.</summary>
/// <param name="Family">Name of the family.</param>
internal abstract record CodecDescription(string Family) : NetworkDescription(Family)
{
    /// <summary>Builds the codec with zero parameters.</summary>
    public abstract Vqgan.Vqgan Build();
}
