using System.Text.Json;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class EvaluationTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("tadsr-eval-").FullName;
    private readonly WeightStore store = new();

    public EvaluationTests()
    {
        Backend.Load();
        for (var i = 0; i < 3; i++)
        {
            var strength = 4 + 8 * i;
            TestPictures.Write(TestPictures.Make(64, 48, TestPictures.Waves), Path.Combine(root, "hr", $"p{i}.png"));
            TestPictures.Write(TestPictures.Make(64, 48, (x, y, c) => TestPictures.Waves(x, y, c) + strength * TestPictures.Noise(x, y, c)), Path.Combine(root, "sr", $"p{i}.png"));
        }
    }

    [Fact]
    public void Metric_of_the_caller_stands_beside_the_others()
    {
        var names = new List<string>();
        using var evaluation = new Evaluation(new EvaluationOptions { Metrics = "psnr", Device = "cpu", Own = [new Brightness()] });

        var report = evaluation.Run(Path.Combine(root, "sr"), Path.Combine(root, "hr"), new Each(names.Add), TestContext.Current.CancellationToken);

        Assert.Equal(["psnr", "brightness"], report.Metrics.Select(metric => metric.Key));
        Assert.All(report.Metrics[1].Values, value => Assert.InRange(value!.Value, 1, 254));
        Assert.Equal(report.Pictures, names);
    }

    [Fact]
    public void Missing_true_pictures_are_named_with_the_metrics_that_need_them()
    {
        using var evaluation = new Evaluation(new EvaluationOptions { Metrics = "psnr,niqe,ssim", Device = "cpu" });

        var error = Assert.Throws<TadSrException>(() => evaluation.Run("sr", null, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal("sr: no true pictures are given, but psnr, ssim compare with them; give their folder, or take metrics that need none, such as niqe.", error.Message);
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    [Fact]
    public void Report_summarises_each_metric_and_names_the_worst_pictures()
    {
        var report = Run("psnr,ssim,shift");
        Assert.Equal(["p0.png", "p1.png", "p2.png"], report.Pictures);
        var psnr = report.Metrics[0];
        Assert.Equal(3, psnr.Count);
        Assert.Equal(psnr.Values.Average(), psnr.Mean);
        Assert.Equal(psnr.Values[1], psnr.Median);
        Assert.Equal([2, 1, 0], psnr.Worst());
        Assert.Equal("p2.png", report.Pictures[report.Metrics[1].Worst()[0]]);
    }

    [Fact]
    public void Two_runs_write_the_same_bytes_with_one_row_a_picture()
    {
        var files = new List<byte[]>();
        for (var i = 0; i < 2; i++)
        {
            var report = Run("psnr:ycbcr:crop4,ssim,lpips,r18,shift");
            report.WriteCsv(Path.Combine(root, $"{i}.csv"));
            report.WriteJson(Path.Combine(root, $"{i}.json"));
            files.Add([.. File.ReadAllBytes(Path.Combine(root, $"{i}.csv")), .. File.ReadAllBytes(Path.Combine(root, $"{i}.json"))]);
        }
        Assert.Equal(files[0], files[1]);

        var lines = File.ReadAllLines(Path.Combine(root, "0.csv"));
        Assert.Equal(4, lines.Length);
        Assert.Equal(["picture", "psnr:ycbcr:crop4", "ssim", "lpips", "r18", "shift"], lines[0].Split(',').Select(head => head.Trim('"').Split(' ')[0]));
        Assert.StartsWith("p1.png,", lines[2], StringComparison.Ordinal);

        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "0.json")));
        var lpips = json.RootElement.GetProperty("metrics")[2];
        Assert.Equal("alex v0.1", lpips.GetProperty("variant").GetString());
        Assert.Equal("float32", lpips.GetProperty("precision").GetString());
        Assert.Equal(Catalogue.AlexNetHalf.Sha256, lpips.GetProperty("weights")[0].GetProperty("sha256").GetString());
        var psnr = json.RootElement.GetProperty("metrics")[0];
        Assert.Equal(("y (ycbcr)", 4), (psnr.GetProperty("colour").GetString(), psnr.GetProperty("crop").GetInt32()));
        Assert.Equal(double.Parse(lines[1].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture), json.RootElement.GetProperty("pictures")[0].GetProperty("psnr:ycbcr:crop4").GetDouble());
    }

    [Fact]
    public void Neural_metrics_equal_the_networks_that_they_use()
    {
        var report = Run("lpips-squeeze,r18");
        var weights = new PerceptualWeights(store);
        using var lpips = weights.LoadLpips("squeeze");
        using var trunk = weights.LoadResNet18();
        using var scope = torch.NewDisposeScope();
        var y = TestPictures.Make(64, 48, TestPictures.Waves).ToTensor(torch.CPU);
        var x = TestPictures.Make(64, 48, (x, y, c) => TestPictures.Waves(x, y, c) + 4 * TestPictures.Noise(x, y, c)).ToTensor(torch.CPU);
        Assert.Equal(lpips.Distance(x, y).item<float>(), report.Metrics[0].Values[0]!.Value, 1e-7);
        Assert.Equal(ResNet18Distance.AtTap(trunk.Taps(x)[3], trunk.Taps(y)[3]).item<float>(), report.Metrics[1].Values[0]!.Value, 1e-7);
    }

    [Fact]
    public void Metrics_without_weights_are_named_with_what_they_need_while_the_others_run()
    {
        var report = Run("psnr,musiq,clipiqa,lpips-vgg");
        Assert.Equal(3, Assert.Single(report.Metrics).Count);
        Assert.Equal(["musiq", "clipiqa", "lpips-vgg"], report.Skipped.Select(s => s.What));
        Assert.Contains("musiq_koniq_ckpt-e95806b9.pth", report.Skipped[0].Reason, StringComparison.Ordinal);
        Assert.Contains("RN50.pt", report.Skipped[1].Reason, StringComparison.Ordinal);
        Assert.Contains("vgg16-397923af.pth", report.Skipped[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_without_any_metric_that_can_be_built_is_an_error()
    {
        var error = Assert.Throws<TadSrException>(() => new Evaluation(MetricRequest.ParseList("musiq"), store));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("musiq_koniq_ckpt", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_cannot_be_measured_is_named_and_the_others_are_measured()
    {
        File.WriteAllText(Path.Combine(root, "sr", "p1.png"), "no picture");
        TestPictures.Write(TestPictures.Make(32, 48, TestPictures.Waves), Path.Combine(root, "sr", "p2.png"));
        var report = Run("psnr");
        Assert.Equal(1, report.Metrics[0].Count);
        Assert.Equal(["p1.png", "p2.png"], report.Failures.Select(f => f.What));
        Assert.Contains("p1.png", report.Failures[0].Reason, StringComparison.Ordinal);
        Assert.Contains("is 32 x 48, its reference 64 x 48", report.Failures[1].Reason, StringComparison.Ordinal);
        report.WriteCsv(Path.Combine(root, "r.csv"));
        Assert.Equal("p1.png,", File.ReadAllLines(Path.Combine(root, "r.csv"))[2]);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private EvaluationReport Run(string metrics)
    {
        using var evaluation = new Evaluation(MetricRequest.ParseList(metrics), store, "cpu");
        return evaluation.Run("sr", "hr", Pairing.Find(Path.Combine(root, "sr"), Path.Combine(root, "hr")));
    }

    private sealed class Brightness : IMetric
    {
        public MetricDescription Description { get; } = new("brightness", "mean sample", "rgb", 0, HigherIsBetter: true, NeedsReference: false, "float64", []);

        public double Compute(RgbPicture picture, RgbPicture? reference) => picture.Samples.Average(sample => (double)sample);

        public void Dispose()
        {
        }
    }

    private sealed class Each(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
