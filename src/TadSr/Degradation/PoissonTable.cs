using TadSr.Runtime;

namespace TadSr.Degradation;

/// <summary>Poisson draws by inversion for the 256 rates level / 255 x peak that 8-bit pictures have. A level's cumulative
/// table is made when it is first met; afterwards a draw is a short search. Safe for several threads.</summary>
internal sealed class PoissonTable
{
    private const int GuideBits = 6;
    private const double Whole = 4294967296.0;

    private readonly int peak;
    private readonly Level?[] levels = new Level?[256];

    public PoissonTable(int peak) => this.peak = peak;

    /// <summary>One count for each level.</summary>
    public void Draw(CounterRandom random, ReadOnlySpan<byte> of, Span<float> counts)
    {
        for (var i = 0; i < of.Length; i++)
        {
            // Two threads may make the same table at once; both tables are equal.
            var level = levels[of[i]] ??= new Level(of[i] / 255.0 * peak);
            counts[i] = level.Find(random.NextUInt32());
        }
    }

    private sealed class Level
    {
        private readonly uint[] cumulative;                                // P(X <= first + i) in units of 2^-32
        private readonly ushort[] guide = new ushort[1 << GuideBits];
        private readonly int first;

        public Level(double rate)
        {
            var reach = 8 * Math.Sqrt(rate) + 12;                          // what lies outside has less than 2^-32
            first = Math.Max(0, (int)(rate - reach));
            var values = new double[(int)(rate + reach) - first + 1];
            var mode = (int)rate - first;
            values[mode] = 1;
            for (var i = mode + 1; i < values.Length; i++)
                values[i] = values[i - 1] * rate / (first + i);
            for (var i = mode - 1; i >= 0; i--)
                values[i] = values[i + 1] * (first + i + 1) / rate;
            var total = values.Sum();
            cumulative = new uint[values.Length];
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                sum += values[i];
                cumulative[i] = (uint)Math.Min(sum / total * Whole, Whole - 1);
            }

            cumulative[^1] = uint.MaxValue;
            for (int bucket = 0, i = 0; bucket < guide.Length; bucket++)
            {
                while (cumulative[i] <= (uint)bucket << (32 - GuideBits) && i < values.Length - 1)
                    i++;
                guide[bucket] = (ushort)i;
            }
        }

        public int Find(uint bits)
        {
            int i = guide[bits >> (32 - GuideBits)];
            while (i < cumulative.Length - 1 && bits >= cumulative[i])
                i++;
            return first + i;
        }
    }
}
