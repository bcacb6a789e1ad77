using System.Runtime.CompilerServices;
using System.Text;

namespace TadSr.Runtime;

/// <summary>Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3").
/// The key is the seed, the upper half of the counter the stream, the lower half the position, so that any number can be
/// had without its predecessors and the streams of two samples never meet. Not safe for use by several threads at once.</summary>
internal sealed class CounterRandom
{
    private const uint MultiplierA = 0xD2511F53;
    private const uint MultiplierB = 0xCD9E8D57;
    private const uint WeylA = 0x9E3779B9;
    private const uint WeylB = 0xBB67AE85;
    private const int Rounds = 10;

    private readonly ulong seed;
    private readonly ulong stream;
    private ulong position;
    private RandomBlock block;
    private int used = 4;

    /// <summary>The start of one stream of a seed.</summary>
    /// <param name="seed">Key of the generator.</param>
    /// <param name="stream">Which of 2^64 independent streams, for example a sample's index.</param>
    public CounterRandom(ulong seed, ulong stream)
    {
        this.seed = seed;
        this.stream = stream;
    }

    /// <summary>Seed for one purpose under a run's seed, so that data, network noise and initialisation never share numbers.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="purpose">Name of the purpose; any text.</param>
    public static ulong DeriveSeed(ulong seed, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var hash = 0xCBF29CE484222325UL;                                  // FNV-1a, 64 bit
        foreach (var value in Encoding.UTF8.GetBytes(purpose))
            hash = (hash ^ value) * 0x100000001B3UL;
        var mixed = BlockAt(seed, hash, ulong.MaxValue);
        return ((ulong)mixed.B << 32) | mixed.A;
    }

    /// <summary>The four words at one position of a stream.</summary>
    public static RandomBlock BlockAt(ulong seed, ulong stream, ulong position)
        => Philox(new RandomBlock((uint)position, (uint)(position >> 32), (uint)stream, (uint)(stream >> 32)), (uint)seed, (uint)(seed >> 32));

    /// <summary>Four independent N(0, 1) values at one position of a stream; the same ones that <see cref="FillNormal"/>
    /// writes for that position.</summary>
    public static (float A, float B, float C, float D) NormalsAt(ulong seed, ulong stream, ulong position)
    {
        var words = BlockAt(seed, stream, position);
        var (a, b) = BoxMuller(words.A, words.B);
        var (c, d) = BoxMuller(words.C, words.D);
        return (a, b, c, d);
    }

    /// <summary>Philox4x32-10 of a 128-bit counter under a 64-bit key.</summary>
    public static RandomBlock Philox(RandomBlock counter, uint keyA, uint keyB)
    {
        var (a, b, c, d) = (counter.A, counter.B, counter.C, counter.D);
        for (var round = 0; round < Rounds; round++)
        {
            var first = (ulong)MultiplierA * a;
            var second = (ulong)MultiplierB * c;
            (a, b, c, d) = ((uint)(second >> 32) ^ b ^ keyA, (uint)second, (uint)(first >> 32) ^ d ^ keyB, (uint)first);
            keyA += WeylA;
            keyB += WeylB;
        }

        return new RandomBlock(a, b, c, d);
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextUInt32()
    {
        if (used == 4)
        {
            block = BlockAt(seed, stream, position++);
            used = 0;
        }

        return used++ switch { 0 => block.A, 1 => block.B, 2 => block.C, _ => block.D };
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return ((ulong)NextUInt32() << 32) | low;
    }

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [a, b); exactly a when both are equal.</summary>
    public double Uniform(double a, double b) => a + (b - a) * NextDouble();

    /// <summary>True with probability <paramref name="probability"/>; always takes one number, whatever the probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Uniform integer in [0, n), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is not positive.</exception>
    public int NextInt(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        var threshold = (uint)(-n) % (uint)n;                             // Lemire: reject the short remainder
        ulong product;
        do
            product = (ulong)NextUInt32() * (uint)n;
        while ((uint)product < threshold);
        return (int)(product >> 32);
    }

    /// <summary>An index drawn with the given weights, which need not sum to 1.</summary>
    /// <exception cref="ArgumentException">No weight is positive.</exception>
    public int Choose(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var total = weights.Sum();
        if (!(total > 0))
            throw new ArgumentException("At least one weight must be positive.", nameof(weights));
        var rest = NextDouble() * total;
        var last = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            if (weights[i] <= 0)
                continue;
            last = i;
            rest -= weights[i];
            if (rest < 0)
                return i;
        }

        return last;
    }

    /// <summary>Fills with N(0, 1), four values from each position of the stream, beginning at the next unused position.
    /// The values are those of <see cref="NormalsAt"/>.</summary>
    public void FillNormal(Span<float> values)
    {
        used = 4;
        var i = 0;
        for (; i + 4 <= values.Length; i += 4)
            (values[i], values[i + 1], values[i + 2], values[i + 3]) = NormalsAt(seed, stream, position++);
        if (i == values.Length)
            return;
        var (a, b, c, _) = NormalsAt(seed, stream, position++);
        ReadOnlySpan<float> rest = [a, b, c];
        rest[..(values.Length - i)].CopyTo(values[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (float, float) BoxMuller(uint first, uint second)
    {
        var radius = MathF.Sqrt(-2 * MathF.Log((float)((first + 0.5) * (1.0 / 4294967296.0))));
        var (sine, cosine) = MathF.SinCos((float)(second * (2 * Math.PI / 4294967296.0)));
        return (radius * cosine, radius * sine);
    }
}
