namespace TadSr.Degradation;

/// <summary>The random numbers of a sample's pixels, apart from its plan: where the pipeline takes its noise from.</summary>
internal interface IPixelDraws
{
    /// <summary>Fills with N(0, 1).</summary>
    /// <param name="round">1 or 2.</param>
    /// <param name="gray">Whether this is the map that all channels share.</param>
    /// <param name="values">To fill.</param>
    void Normals(int round, bool gray, Span<float> values);

    /// <summary>Draws Poisson counts of the rates levels / 255 x peak.</summary>
    /// <param name="round">1 or 2.</param>
    /// <param name="gray">Whether the levels are those of the grey picture.</param>
    /// <param name="levels">8-bit levels.</param>
    /// <param name="peak">Count that level 255 has on average.</param>
    /// <param name="counts">To fill, one for each level.</param>
    void PoissonCounts(int round, bool gray, ReadOnlySpan<byte> levels, int peak, Span<float> counts);
}
