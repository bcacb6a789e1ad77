using CsCheck;
using static TorchSharp.torch;

namespace TadSr.Tests;

/// <summary>Draws that are the same in every run, alone and beside other tests: nothing comes from a generator of the process.</summary>
internal static class Draws
{
    /// <summary>Float32 from the standard normal distribution.</summary>
    public static Tensor Normal(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed);
        return randn(shape, generator: generator);
    }

    /// <summary>Float32 from [0, 1).</summary>
    public static Tensor Uniform(ulong seed, params long[] shape)
    {
        using var generator = new Generator(seed);
        return rand(shape, generator: generator);
    }

    /// <summary>Checks a law for values of a generator, which are the same in every run.</summary>
    public static void ForEach<T>(Gen<T> values, int count, Action<T> check)
    {
        var random = new PCG(1, 1);
        for (var i = 0; i < count; i++)
            check(values.Generate(random, null, out _));
    }
}
