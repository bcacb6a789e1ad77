using System.Globalization;
using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>What the reference cases of metrics with a network have in common.</summary>
internal static class MetricCase
{
    /// <summary>(1, 3, H, W): the metric sees value / 255 as float32, whatever it computes in.</summary>
    public static Tensor Picture(Tensor hwc, ScalarType type) => (hwc.permute(2, 0, 1).unsqueeze(0).to_type(ScalarType.Float32) / 255).to_type(type);

    /// <summary>Gives a network the weights of a case: the analytic ones, or those of a file beside the case or of the repository.</summary>
    public static void Fill(nn.Module network, GoldenFile golden, string path, WeightEntry entry)
    {
        if (golden.Metadata("weights") is not { } weights || weights.StartsWith("analytic", StringComparison.Ordinal))
        {
            AnalyticFill.Apply(network, FillRule.Metrics, double.Parse(golden.Metadata("gain") ?? "1", CultureInfo.InvariantCulture));
            return;
        }
        using var checkpoint = CheckpointFile.Open(new WeightStore(Path.GetDirectoryName(References.Find(path))).Find(entry).Path);
        Assert.Empty(StateDict.Load(network, checkpoint).Missing);
    }
}
