namespace TadSr.Degradation;

/// <summary>The drawn parameters of one round's noise.</summary>
/// <param name="Poisson">Poisson, else Gaussian.</param>
/// <param name="Strength">Standard deviation in grey levels of 255, or the factor on the Poisson noise.</param>
/// <param name="Gray">Whether all channels share it.</param>
/// <param name="Chroma">Whether it is that of the night: the strength is the luma's.</param>
internal sealed record NoiseDraw(bool Poisson, double Strength, bool Gray, bool Chroma = false);
