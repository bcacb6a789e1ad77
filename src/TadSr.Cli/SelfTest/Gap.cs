using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Cli.SelfTest;

/// <summary>How far results are from the expected ones.</summary>
internal static class Gap
{
    /// <summary>The largest difference over the largest expected size, in float64 on the CPU; NaN where a value is none.</summary>
    public static double Of(Tensor expected, Tensor actual)
    {
        using var scope = NewDisposeScope();
        var wide = expected.detach().cpu().to_type(ScalarType.Float64);
        var difference = (actual.detach().cpu().to_type(ScalarType.Float64) - wide).abs().max().item<double>();
        return difference / Math.Max(wide.abs().max().item<double>(), double.Epsilon);
    }
}
