using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Networks;

/// <summary>Deterministic parameters made of nothing but their names: FNV-1a 64 of the key, then splitmix64 by element index.
/// References whose weights would be too large to store are computed with these.</summary>
internal static class AnalyticFill
{
    /// <summary>FNV-1a 64 of the UTF-8 key.</summary>
    public static ulong Hash(string key)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in Encoding.UTF8.GetBytes(key))
            hash = unchecked((hash ^ value) * 0x100000001b3UL);
        return hash;
    }

    /// <summary>The output of splitmix64 for a state.</summary>
    public static ulong SplitMix(ulong state)
    {
        unchecked
        {
            var z = state + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Element <paramref name="index"/> (row-major) of a key, in [-1, 1).</summary>
    public static double Unit(ulong hash, long index) =>
        2 * ((SplitMix(unchecked(hash + (ulong)index)) >> 11) * (1.0 / (1L << 53))) - 1;

    /// <summary>The first <paramref name="count"/> unit values of a key, in [-1, 1).</summary>
    public static double[] Units(string key, long count)
    {
        var hash = Hash(key);
        var values = new double[count];
        for (long i = 0; i < count; i++)
            values[i] = Unit(hash, i);
        return values;
    }

    /// <summary>All values of a parameter or buffer, row-major.</summary>
    /// <param name="key">Its name in the state dict.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="rule">How values are scaled.</param>
    /// <param name="gain">Factor of weights of rank 2 and more (rule of the metrics only).</param>
    public static float[] Values(string key, ReadOnlySpan<long> shape, FillRule rule, double gain = 1)
    {
        long count = 1;
        foreach (var side in shape)
            count *= side;
        if (rule == FillRule.Networks && (key.EndsWith(".weight_u", StringComparison.Ordinal) || key.EndsWith(".weight_v", StringComparison.Ordinal)))
            return UnitVector(key, count);
        if (rule == FillRule.Metrics && key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            return new float[count];
        if (rule == FillRule.Metrics && key.EndsWith("logit_scale", StringComparison.Ordinal))
            return [.. Enumerable.Repeat((float)Math.Log(100), (int)count)];

        var (offset, scale) = Affine(key, shape, count, rule, gain);
        var hash = Hash(key);
        var values = new float[count];
        for (long i = 0; i < count; i++)
            values[i] = (float)(offset + Unit(hash, i) * scale);
        return values;
    }

    /// <summary>Fills a module by the names of its parameters, and the buffers that the rule covers.</summary>
    public static void Apply(nn.Module module, FillRule rule, double gain = 1)
    {
        using var noGrad = no_grad();
        foreach (var (key, parameter) in module.named_parameters())
            Set(parameter, key, rule, gain);
        foreach (var (key, buffer) in module.named_buffers())
        {
            var filled = rule == FillRule.Metrics
                ? buffer.is_floating_point()
                : key.EndsWith(".weight_u", StringComparison.Ordinal) || key.EndsWith(".weight_v", StringComparison.Ordinal);
            if (filled)
                Set(buffer, key, rule, gain);
        }
    }

    private static void Set(Tensor target, string key, FillRule rule, double gain)
    {
        using var values = tensor(Values(key, target.shape, rule, gain), target.shape);
        target.copy_(values);
    }

    private static (double Offset, double Scale) Affine(string key, ReadOnlySpan<long> shape, long count, FillRule rule, double gain)
    {
        var fan = shape.Length >= 2 ? Math.Sqrt((double)count / shape[0]) : Math.Sqrt(count);
        if (rule == FillRule.Networks)
            return shape.Length >= 2 ? (0, 1 / fan) : (key.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0, 1 / fan);
        if (shape.Length >= 2)
            return (0, gain / fan);
        var aroundOne = key.EndsWith("weight", StringComparison.Ordinal) || key.EndsWith("running_var", StringComparison.Ordinal);
        return (aroundOne ? 1 : 0, 0.1);
    }

    private static float[] UnitVector(string key, long count)
    {
        var units = Units(key, count);
        var length = Math.Sqrt(units.Sum(x => x * x));
        return [.. units.Select(x => (float)(x / length))];
    }
}
