using TadSr.Imaging;

namespace TadSr.Models;

/// <summary>A window of a picture, ready to be enlarged.</summary>
/// <param name="Left">First column of the window in the picture; the margin lies outside.</param>
/// <param name="Top">First row.</param>
/// <param name="Pixels">(3, height + 2 margin, width + 2 margin), RGB in [0, 1].</param>
/// <param name="Noise">For every draw (channels, latent height, latent width), N(0, 1); empty for models without noise.</param>
internal sealed record UpscaleWindow(int Left, int Top, Planes<float> Pixels, IReadOnlyList<Planes<float>> Noise);
