using System.Text.Json;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Networks.Perceptual.Maniqa;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Metrics;

/// <summary>Every metric on pictures that nobody thinks of: a value or a reason, never a crash, and no NaN in a mean.</summary>
[Trait("Kind", "Unit")]
public sealed class OddPictureTests : IDisposable
{
    private static readonly (string Name, int Width, int Height, int Channels, int Bits, Func<int, int, int, double> Sample)[] odd =
    [
        ("alpha", 60, 50, 4, 8, TestPictures.Waves),
        ("black", 64, 64, 3, 8, (_, _, _) => 0),
        ("deep", 40, 48, 3, 16, (x, y, c) => 257 * TestPictures.Waves(x, y, c) + 100),
        ("deep_grey_alpha", 40, 48, 2, 16, (x, y, _) => 257 * TestPictures.Waves(x, y, 0)),
        ("flat", 200, 200, 3, 8, (_, _, _) => 90),
        ("grey", 64, 48, 1, 8, (x, y, _) => TestPictures.Waves(x, y, 0)),
        ("large_flat", 430, 420, 3, 8, (_, _, _) => 255),
        ("odd", 37, 53, 3, 8, TestPictures.Waves),
        ("one", 1, 1, 3, 8, TestPictures.Waves),
        ("other_size", 64, 48, 3, 8, TestPictures.Waves),
        ("sixteen", 16, 16, 3, 8, TestPictures.Waves),
        ("strip", 300, 1, 3, 8, TestPictures.Waves),
    ];

    private readonly TemporaryFolder folder = new();

    public OddPictureTests()
    {
        Backend.Load();
        foreach (var (name, width, height, channels, bits, sample) in odd)
        {
            Write($"sr/{name}.png", width, height, channels, bits, sample);
            Write($"hr/{name}.png", name == "other_size" ? 32 : width, height, channels, bits, (x, y, c) => sample(x, y, c) + (name == "flat" ? 3 : 0));
        }
    }

    [Fact]
    public void Every_metric_that_comes_with_its_parameters_gives_a_value_or_a_reason()
    {
        var store = new WeightStore();
        var metrics = new List<IMetric>();
        foreach (var name in MetricCatalogue.Names)
        {
            try
            {
                metrics.Add(MetricCatalogue.Create(new MetricRequest(name, name, null, null), store, "cpu"));
            }
            catch (TadSrException e) when (e.Kind == ErrorKind.BadFile)
            {
                Assert.Contains("is not in", e.Message, StringComparison.Ordinal);   // a file that does not come with the program
            }
        }
        string[] bundled = ["psnr", "ssim", "ms_ssim", "lpips", "lpips-squeeze", "r18", "niqe", "brisque", "shift", "grid"];
        Assert.Empty(bundled.Except(metrics.Select(m => m.Description.Name)));

        var report = Run(metrics);
        Assert.Equal(10 * Math.Log10(1 / (Math.Pow(3 / 255.0, 2) + 1e-8)), Value(report, "psnr", "flat"), 1e-5);
        Assert.Equal(80, Value(report, "psnr", "one"), 1e-9);
        Assert.Equal(80, Value(report, "psnr", "deep_grey_alpha"), 1e-9);
        Assert.Equal(1, Value(report, "ssim", "sixteen"), 1e-9);
        Assert.Equal(0, Value(report, "lpips", "large_flat"));
        Assert.True(double.IsFinite(Value(report, "brisque", "other_size")));
        foreach (var paired in report.Metrics.Where(m => m.Description.NeedsReference))
            Assert.Contains("is 64 x 48, its reference 32 x 48", Reason(report, paired.Key, "other_size"), StringComparison.Ordinal);
        Assert.Contains("too little structure", Reason(report, "brisque", "black"), StringComparison.Ordinal);
        Assert.Contains("too little structure", Reason(report, "brisque", "one"), StringComparison.Ordinal);
        Assert.Contains("flat", Reason(report, "niqe", "flat"), StringComparison.Ordinal);
        Assert.Contains("needs at least 31", Reason(report, "lpips", "sixteen"), StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_of_networks_that_do_not_come_along_do_so_too()
    {
        var dists = new Dists();
        AnalyticFill.Apply(dists.Trunk, FillRule.Metrics, Math.Sqrt(6));
        new PerceptualWeights(new WeightStore()).LoadDistsWeights(dists);
        var inception = new InceptionNetwork();
        AnalyticFill.Apply(inception, FillRule.Metrics, Math.Sqrt(6));
        var report = Run([new DistsMetric(dists, [], CPU), new FidMetric(inception, clean: true, [], CPU)]);
        Assert.Equal(0, Value(report, "dists", "one"), 1e-6);
        Assert.Equal(0, Value(report, "dists", "strip"), 1e-6);
        Assert.InRange(Value(report, "dists", "flat"), 1e-6, 0.5);
        Assert.Contains("its reference", Reason(report, "dists", "other_size"), StringComparison.Ordinal);
        // FID brings every picture to one size.
        Assert.Equal(odd.Length, report.Metrics[1].Count);
        Assert.True(report.Metrics[1].SetFigure > 0);
    }

    [Theory]
    [InlineData(1, 1, 225, 225)]
    [InlineData(16, 16, 225, 225)]
    [InlineData(224, 500, 225, 502)]
    [InlineData(225, 300, 225, 300)]
    [InlineData(301, 37, 1830, 225)]
    public void Maniqa_cuts_its_crops_from_pictures_of_any_size(int height, int width, int newHeight, int newWidth)
    {
        using var scope = NewDisposeScope();
        Assert.Equal((newHeight, newWidth), ManiqaCrops.Enlarged(height, width));
        var crops = ManiqaCrops.Cut(TestPictures.Make(width, height, TestPictures.Waves).ToTensor(CPU));
        Assert.Equal([20L, 3, 224, 224], crops.shape);
        Assert.InRange(crops.min().item<float>(), 0, 1);
    }

    [Fact]
    public void Enlargement_has_the_size_that_it_announces()
    {
        using var scope = NewDisposeScope();
        for (var side = 1; side <= 224; side++)
        {
            var (height, width) = ManiqaCrops.Enlarged(side, side + 3);
            var whole = nn.functional.interpolate(zeros(1, 1, side, side + 3), scale_factor: [225.0 / side, 225.0 / side], mode: InterpolationMode.Bilinear, align_corners: false);
            Assert.Equal([1, 1, height, width], whole.shape);
            Assert.True(Math.Min(height, width) >= 224, $"{side}: {height} x {width}");
        }
    }

    public void Dispose() => folder.Dispose();

    private EvaluationReport Run(IEnumerable<IMetric> metrics)
    {
        using var evaluation = new Evaluation(metrics);
        var report = evaluation.Run("sr", "hr", Pairing.Find(folder.File("sr"), folder.File("hr")));
        Assert.Equal(odd.Select(o => $"{o.Name}.png"), report.Pictures);
        foreach (var metric in report.Metrics)
        {
            var values = metric.Values.OfType<double>().ToList();
            Assert.All(values, value => Assert.True(double.IsFinite(value)));
            Assert.Equal(values.Count == 0 ? null : values.Average(), metric.Mean);
            for (var i = 0; i < odd.Length; i++)
            {
                if (metric.Values[i] is null && metric.Count == values.Count)
                    Assert.DoesNotContain('\n', Reason(report, metric.Key, odd[i].Name));
            }
        }
        Assert.Equal(2, report.Notes.Count);
        Assert.Contains("4 pictures were rounded from 16 to 8 bits", report.Notes[0], StringComparison.Ordinal);
        Assert.Contains("4 pictures were measured without the alpha channel", report.Notes[1], StringComparison.Ordinal);
        report.WriteJson(folder.File("report.json"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.File("report.json")));
        Assert.Equal(report.Notes, json.RootElement.GetProperty("notes").EnumerateArray().Select(n => n.GetString()!));
        return report;
    }

    private static double Value(EvaluationReport report, string metric, string picture) =>
        report.Metrics.Single(m => m.Key == metric).Values[Array.FindIndex(odd, o => o.Name == picture)]!.Value;

    private static string Reason(EvaluationReport report, string metric, string picture) =>
        Assert.Single(report.Failures, f => f.Metric == metric && f.What == $"{picture}.png").Reason;

    private void Write(string name, int width, int height, int channels, int bits, Func<int, int, int, double> sample)
    {
        var pixels = new PixelBuffer(width, height, channels, bits);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                    pixels[x, y, c] = (int)Math.Clamp(Math.Round(sample(x, y, c)), 0, pixels.MaxValue);
            }
        }
        ImageFile.Write(new Picture(pixels), folder.File(name));
    }
}
