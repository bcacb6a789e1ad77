using System.Globalization;
using System.Text.Json;
using TadSr.Checkpoints;
using TadSr.Networks;
using TadSr.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

/// <summary>What the reference cases of all feed-forward networks have in common: recognise the keys, build, fill, compare.</summary>
internal static class FeedForwardCase
{
    private const string WeightPrefix = "weights.";

    /// <summary>Runs one case.</summary>
    /// <param name="path">The reference file.</param>
    /// <param name="build">The network of the case's configuration.</param>
    /// <param name="tolerance">That of the network's kind.</param>
    public static void Check(string path, Func<JsonElement, FeedForwardDescription> build, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var golden = GoldenFile.Open(path);
        var expected = build(golden.Case);
        using var network = expected.Build();
        Assert.Equal(golden.Case.GetProperty("params").GetInt64(), network.parameters().Sum(p => p.numel()));
        Assert.Equal(golden.Case.GetProperty("params").GetInt64(), expected.Plan().Parameters);
        Assert.Equal(expected, NetworkFamilies.Recognise(new ListedCheckpoint([.. network.state_dict().Select(x => new TensorEntry(x.Key, ElementType.Float32, x.Value.shape))])));
        if (golden.Case.GetProperty("weights").GetString() == "stored")
            Load(network, golden);
        else
            AnalyticFill.Apply(network, FillRule.Networks);
        network.eval();
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            // In float64 only the rounding of the stored outputs is left.
            network.to(type);
            Close.Relative(golden.Tensor("out.y"), network.forward(golden.Tensor("in.x").to_type(type)), type == ScalarType.Float64 ? 2e-7 : tolerance, $"out.y in {type}");
        }
    }

    /// <summary>Compares what the recogniser finds in a stored key list with the expected row of <c>detection.tsv</c>.</summary>
    /// <param name="architecture">The rows of this network; at least one must be there.</param>
    /// <param name="build">The network of a row.</param>
    public static void CheckDetection(string architecture, Func<JsonElement, string, FeedForwardDescription> build)
    {
        var rows = File.ReadLines(References.Find("baselines", "detection.tsv")).Skip(1).Select(line => line.Split('\t')).Where(cells => cells[1] == architecture).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            using var json = JsonDocument.Parse(row[3]);
            var found = NetworkFamilies.Recognise(ListedCheckpoint.Of(Path.Combine("baselines", row[0]), "netG."));
            Assert.Equal(build(json.RootElement, row[2]), found);
            Assert.Empty(found.Compare(new KeyShapes(ListedCheckpoint.Of(Path.Combine("baselines", row[0])))).Unexpected);
            var last = File.ReadLines(References.Find("baselines", row[0])).Last();
            Assert.Equal(long.Parse(last.Split(':')[1], CultureInfo.InvariantCulture), found.Plan().Parameters);
        }
    }

    private static void Load(nn.Module network, GoldenFile golden)
    {
        var state = network.state_dict();
        Assert.Equal(golden.Names.Where(n => n.StartsWith(WeightPrefix, StringComparison.Ordinal)).Select(n => n[WeightPrefix.Length..]).Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        using var noGrad = no_grad();
        foreach (var (name, value) in state)
            value.copy_(golden.Tensor(WeightPrefix + name));
    }
}
