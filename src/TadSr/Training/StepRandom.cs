using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The random numbers of one optimiser step: a function of seed, iteration and purpose, so that a resumed run needs
/// no stored generator. Drawn on the processor whatever the device.</summary>
/// <param name="seed">Seed of the run.</param>
/// <param name="iteration">The step, from 1.</param>
/// <param name="device">Where results go.</param>
internal sealed class StepRandom(ulong seed, long iteration, Device device)
{
    /// <summary>N(0, 1), float32.</summary>
    public Tensor Noise(string purpose, ReadOnlySpan<long> shape)
    {
        using var scope = NewDisposeScope();
        using var generator = Generator(purpose);
        return randn(shape, generator: generator).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>The same for samples first..first+B-1 of a step, each with numbers of its own: which samples are drawn together
    /// changes nothing.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="first">Index of the first sample in the step's batch.</param>
    /// <param name="shape">(B, ...).</param>
    /// <param name="kind">The distribution.</param>
    public Tensor SampleNoise(string purpose, long first, ReadOnlySpan<long> shape, Configuration.NoiseKind kind = Configuration.NoiseKind.Normal)
    {
        using var scope = NewDisposeScope();
        var values = empty(shape, ScalarType.Float32);
        for (var i = 0L; i < shape[0]; i++)
        {
            using var generator = Generator($"{purpose} {first + i}");
            using var own = values[i];
            _ = kind switch
            {
                Configuration.NoiseKind.Normal => own.normal_(0, 1, generator),
                Configuration.NoiseKind.Uniform => own.uniform_(0, 1, generator),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no distribution"),
            };
        }
        return values.to(device).MoveToOuterDisposeScope();
    }

    /// <summary>(count) int64, uniform in 0..below-1, for samples first..first+count-1, each with numbers of its own.</summary>
    public Tensor SampleTimes(string purpose, long first, long count, int below)
    {
        var values = new long[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Counter($"{purpose} {first + i}").NextInt(below);
        return tensor(values, device: device);
    }

    /// <summary>(count) int64, uniform in 0..below-1.</summary>
    public Tensor Times(string purpose, long count, int below)
    {
        using var scope = NewDisposeScope();
        var random = Counter(purpose);
        var values = new long[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = random.NextInt(below);
        return tensor(values, device: device).MoveToOuterDisposeScope();
    }

    /// <summary>A counter-based generator of this step and purpose.</summary>
    public CounterRandom Counter(string purpose) => new(CounterRandom.DeriveSeed(seed, purpose), (ulong)iteration);

    private Generator Generator(string purpose) => new(Counter(purpose).NextUInt64());
}
