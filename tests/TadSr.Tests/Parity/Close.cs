using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>Comparison of tensors, relative to the largest absolute value that is expected.</summary>
public static class Close
{
    /// <summary>max|actual - expected| / max|expected|, in float64; the absolute gap where zeros are expected.</summary>
    public static double RelativeGap(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var wide = expected.to_type(ScalarType.Float64);
        var gap = (actual.detach().cpu().to_type(ScalarType.Float64) - wide).abs().max().item<double>();
        var size = wide.abs().max().item<double>();
        return size > 0 ? gap / size : gap;
    }

    /// <summary>Asserts <see cref="RelativeGap"/> and names the tensor that fails. NaN fails.</summary>
    public static void Relative(Tensor expected, Tensor actual, double tolerance, string name)
    {
        var gap = RelativeGap(expected, actual);
        Note(name, gap, tolerance, actual);
        Assert.True(gap <= tolerance, $"{name}: relative gap {gap:E2} is above {tolerance:E2}");
    }

    /// <summary>Asserts max|actual - expected| and names the tensor that fails. NaN fails.</summary>
    public static void Absolute(Tensor expected, Tensor actual, double tolerance, string name)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var gap = (actual.detach().cpu().to_type(ScalarType.Float64) - expected.to_type(ScalarType.Float64)).abs().max().item<double>();
        Note(name, gap, tolerance, actual);
        Assert.True(gap <= tolerance, $"{name}: gap {gap:E2} is above {tolerance:E2}");
    }

    private static void Note(string name, double gap, double tolerance, Tensor actual) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}, {actual.dtype}: gap {gap:E1} of {tolerance:E1}");
}
