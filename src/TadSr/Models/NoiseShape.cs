namespace TadSr.Models;

/// <summary>Normal noise that belongs to places of the latent of the whole picture.</summary>
/// <param name="Channels">Channels of the latent.</param>
/// <param name="Scale">With <paramref name="Factor"/>: pixel x of the input lies at the latent position x Scale / Factor.</param>
/// <param name="Factor">Pixels of the output for one latent position.</param>
/// <param name="Draws">Independent values at every place: one for each step that adds noise, the first for the start.</param>
internal readonly record struct NoiseShape(int Channels, int Scale, int Factor, int Draws = 1)
{
    /// <summary>The latent position of a pixel, or the latent length of a side.</summary>
    public int At(int pixel) => pixel * Scale / Factor;
}
