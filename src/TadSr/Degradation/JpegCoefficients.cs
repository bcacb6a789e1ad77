namespace TadSr.Degradation;

/// <summary>Quantised coefficients, 64 a block (vertical frequency times 8 plus horizontal), blocks in row-major order.</summary>
/// <param name="Luma">All blocks of Y.</param>
/// <param name="Cb">All blocks of Cb, which has half the resolution.</param>
/// <param name="Cr">All blocks of Cr.</param>
internal sealed record JpegCoefficients<T>(T[] Luma, T[] Cb, T[] Cr);
