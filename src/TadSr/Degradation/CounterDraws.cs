using System.Numerics;
using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>Pixel draws from <see cref="CounterRandom"/>: a pure function of the plan's noise seeds.</summary>
/// <param name="plan">Whose seeds are used.</param>
/// <param name="tables">Poisson tables for the peaks 1, 2, 4 ... 256.</param>
internal sealed class CounterDraws(DegradationPlan plan, IReadOnlyList<PoissonTable> tables) : IPixelDraws
{
    public void Normals(int round, bool gray, Span<float> values) => Stream(round, gray).FillNormal(values);

    public void PoissonCounts(int round, bool gray, ReadOnlySpan<byte> levels, int peak, Span<float> counts)
        => tables[BitOperations.Log2((uint)peak)].Draw(Stream(round, gray), levels, counts);

    private CounterRandom Stream(int round, bool gray)
        => new(gray ? plan.GrayNoiseSeed : plan.NoiseSeed, (ulong)(round * 2 + (gray ? 1 : 0)));
}
