using System.Text.Json;
using TadSr.Checkpoints;
using TadSr.Imaging;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Runtime;
using TorchSharp;

namespace TadSr.Cli.Tests;

/// <summary>The learnt metrics of papers with files of the right names and keys, which are not the published ones.</summary>
[Trait("Kind", "Unit")]
public sealed class EvalNetworkTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("tadsr-eval-").FullName;

    public EvalNetworkTests()
    {
        Backend.Load();
        foreach (var folder in new[] { "out", "hr" })
            InferFixture.WritePattern(Path.Combine(root, folder, "one.png"), 72, 64, phase: folder.Length);
        Directory.CreateDirectory(Path.Combine(root, "w"));
        using var image = new ClipImageTower();
        using var text = new ClipTextTower();
        using var musiq = new MusiqNet(1);
        Write("RN50.pt", image, text);
        Write("musiq_koniq_ckpt-e95806b9.pth", musiq);
    }

    [Fact]
    public void Files_that_are_not_the_published_ones_are_refused_unless_asked_for_and_then_named_in_every_report()
    {
        string[] words = ["eval", "-i", "out", "-r", "hr", "--metrics", "lpips,clipiqa,musiq", "--weights-dir", "w", "--device", "cpu"];
        var refused = ProgramRun.Of(root, null, words);
        Assert.Equal((4, 2), (refused.Code, refused.ErrorLines.Length));
        Assert.All(refused.ErrorLines, line => Assert.Contains("its SHA-256 is", line, StringComparison.Ordinal));

        var taken = ProgramRun.Of(root, null, [.. words, "--unverified-weights", "--json", "r.json"]);
        Assert.Equal((0, ""), (taken.Code, taken.Error));
        Assert.Matches(@"clipiqa .*RN50\.pt [0-9a-f]{12} UNVERIFIED", taken.Output);
        Assert.Matches(@"musiq .*musiq_koniq_ckpt-e95806b9\.pth [0-9a-f]{12} UNVERIFIED", taken.Output);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "r.json")));
        var metrics = json.RootElement.GetProperty("metrics").EnumerateArray().ToList();
        Assert.All(metrics, metric => Assert.True(double.IsFinite(metric.GetProperty("mean").GetDouble())));
        Assert.Equal([false, true, true], metrics.Select(metric => metric.GetProperty("weights")[0].TryGetProperty("unverified", out var mark) && mark.GetBoolean()));
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private void Write(string name, params torch.nn.Module[] networks)
    {
        foreach (var network in networks)
            AnalyticFill.Apply(network, FillRule.Metrics);
        SafetensorsWriter.Write(Path.Combine(root, "w", name), networks.SelectMany(network => StateDict.Of(network)).DistinctBy(tensor => tensor.Name), null);
    }
}
