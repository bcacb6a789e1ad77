using System.Text.Json;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class EvaluationProtocolTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EvaluationProtocolTests()
    {
        Backend.Load();
        TestPictures.Write(TestPictures.Make(64, 48, TestPictures.Waves), Path.Combine(folder.Path, "hr", "p.png"));
        TestPictures.Write(TestPictures.Make(64, 48, (x, y, c) => TestPictures.Waves(x, y, c) + 9 * TestPictures.Noise(x, y, c)), Path.Combine(folder.Path, "sr", "p.png"));
    }

    [Theory]
    [InlineData("sinsr", true, "clipiqa,musiq,psnr,ssim,lpips")]
    [InlineData("tadsr", false, "clipiqa,musiq")]
    [InlineData("resshift-validation", true, "psnr,lpips-vgg")]
    public void Protocol_brings_its_metrics(string name, bool hasTruths, string metrics)
    {
        var requests = EvaluationProtocol.Of(name).Requests("", null, null, hasTruths);
        Assert.Equal(metrics, string.Join(',', requests.Select(request => request.Key)));
        Assert.All(requests.Where(request => request.Name is "psnr" or "ssim"), request => Assert.Equal((MetricColour.Ycbcr, 0), (request.Colour, request.Crop)));
        Assert.All(requests, request => Assert.Equal(request.Name is "clipiqa" or "musiq", request.Half));
    }

    [Fact]
    public void Classical_metrics_of_a_protocol_deviate_in_nothing()
    {
        var report = Run(new EvaluationOptions { Protocol = "sinsr", Metrics = "psnr,ssim", Strict = true });
        Assert.Empty(report.Protocol!.Deviations);
        using var psnr = new PsnrMetric(MetricColour.Ycbcr);
        Assert.Equal(psnr.Compute(Picture("sr"), Picture("hr")), report.Metrics[0].Values[0]);

        report = Run(new EvaluationOptions { Protocol = "resshift-validation", Metrics = "psnr", Strict = true });
        Assert.Equal("10 log10(255^2 / mse), rounded to 8 bits", report.Metrics[0].Description.Variant);
    }

    [Theory]
    [InlineData("psnr:rgb", null, null, "psnr:rgb: colour is rgb, there y (ycbcr)")]
    [InlineData("psnr:ycbcr:uint8", null, null, "psnr:ycbcr:uint8: form is 10 log10(255^2 / mse), rounded to 8 bits, there 10 log10(1 / (mse + 1e-8))")]
    [InlineData("ssim", "yiq", null, "ssim: colour is y (yiq), there y (ycbcr)")]
    [InlineData("psnr", null, 4, "psnr: crop is 4, there 0")]
    [InlineData("shift", null, null, "shift: is not measured there")]
    [InlineData("lpips", null, null, "lpips: the network's trunk alexnet_features_fp16.safetensors is rounded to float16, there alexnet-owt-7be5be79.pth")]
    public void What_differs_is_said_and_refused_where_nothing_may(string metric, string? colour, int? crop, string deviation)
    {
        var options = new EvaluationOptions { Protocol = "sinsr", Metrics = metric, Colour = colour, Crop = crop, Device = "cpu" };
        Assert.Equal(deviation, Assert.Single(Run(options).Protocol!.Deviations));
        var error = Assert.Throws<TadSrException>(() => new Evaluation(options with { Strict = true }));
        Assert.Equal((ErrorKind.Usage, $"this differs from the protocol sinsr: {deviation}."), (error.Kind, error.Message));
    }

    [Fact]
    public void Float32_where_the_script_had_float16_and_a_file_that_is_not_the_published_one_deviate()
    {
        var file = new WeightFile("x", "RN50.pt", "0") { IsUnverified = true };
        var network = new MetricDescription("musiq", "koniq", "rgb", 0, true, false, "float32", [file]);
        Assert.Equal(["precision is float32, there float16 on CUDA", "RN50.pt is not the published file"], EvaluationProtocol.SinSr.Deviations(network));
        Assert.Empty(EvaluationProtocol.SinSr.Deviations(network with { Precision = "float16", Weights = [] }));
    }

    [Fact]
    public void Float16_of_a_network_is_near_float32_and_says_so()
    {
        var network = new MusiqNet(1);
        AnalyticFill.Apply(network, FillRule.Metrics);
        using var half = new MusiqMetric("musiq", "koniq", network, torch.CPU, half: true);
        using var full = new MusiqMetric("musiq", "koniq", network, torch.CPU, half: false);
        Assert.Equal("float16", half.Description.Precision);
        var (coarse, exact) = (half.Compute(Picture("sr"), null), full.Compute(Picture("sr"), null));
        Assert.NotEqual(exact, coarse);
        Assert.InRange(Math.Abs(coarse - exact), 0, 0.01 * Math.Max(1, Math.Abs(exact)));
    }

    [Fact]
    public void Rounded_psnr_is_the_classical_one_of_whole_levels()
    {
        // Grey levels: luma is (219 v + 16 * 255) / 255, so levels that differ by 10 differ by 8.59, rounded 9 or 8.
        using var metric = new PsnrMetric(MetricColour.Ycbcr, rounded: true);
        var figure = metric.Compute(TestPictures.Make(4, 4, (_, _, _) => 100), TestPictures.Make(4, 4, (_, _, _) => 110));
        var levels = Math.Round(16 + 219 * 110 / 255.0) - Math.Round(16 + 219 * 100 / 255.0);
        Assert.Equal(20 * Math.Log10(255 / levels), figure, 1e-12);
        var same = TestPictures.Make(4, 4, TestPictures.Waves);
        Assert.Equal(double.PositiveInfinity, metric.Compute(same, same));
    }

    [Fact]
    public void Figure_that_is_no_number_is_reported_and_left_out_of_the_mean()
    {
        TestPictures.Write(TestPictures.Make(64, 48, TestPictures.Waves), Path.Combine(folder.Path, "hr", "q.png"));
        TestPictures.Write(TestPictures.Make(64, 48, TestPictures.Waves), Path.Combine(folder.Path, "sr", "q.png"));
        var report = Run(new EvaluationOptions { Metrics = "psnr:uint8" });
        Assert.Null(report.Metrics[0].Values[1]);
        Assert.Equal(report.Metrics[0].Values[0], report.Metrics[0].Mean);
        Assert.EndsWith("psnr:uint8 is not a finite number", Assert.Single(report.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_and_csv_state_protocol_and_variant()
    {
        var report = Run(new EvaluationOptions { Protocol = "tadsr", Metrics = "psnr,shift" });
        var (json, csv) = (folder.File("r.json"), folder.File("r.csv"));
        report.WriteJson(json);
        report.WriteCsv(csv);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        var protocol = document.RootElement.GetProperty("protocol");
        Assert.Equal(("sinsr", "shift: is not measured there"), (protocol.GetProperty("name").GetString(), protocol.GetProperty("deviations")[0].GetString()));
        Assert.StartsWith("picture,psnr [y (ycbcr); crop 0; float64; 10 log10(1 / (mse + 1e-8))],shift [", File.ReadAllLines(csv)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Strictness_needs_a_protocol()
    {
        var error = Assert.Throws<TadSrException>(() => new Evaluation(new EvaluationOptions { Strict = true }));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("without", error.Message, StringComparison.Ordinal);
        Assert.Contains("sinsr, tadsr, resshift-validation", Assert.Throws<TadSrException>(() => EvaluationProtocol.Of("papers")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_that_differ_in_size_are_found_before_anything_is_measured()
    {
        TestPictures.Write(TestPictures.Make(64, 48, TestPictures.Waves), Path.Combine(folder.Path, "hr", "q.png"));
        TestPictures.Write(TestPictures.Make(32, 48, TestPictures.Waves), Path.Combine(folder.Path, "sr", "q.png"));
        var pairs = Pairing.Find(Path.Combine(folder.Path, "sr"), Path.Combine(folder.Path, "hr"));
        Assert.Equal("q.png is 32 x 48, its truth 64 x 48", Assert.Single(Pairing.Mismatches(pairs)));
    }

    public void Dispose() => folder.Dispose();

    private EvaluationReport Run(EvaluationOptions options)
    {
        using var evaluation = new Evaluation(options);
        return evaluation.Run(Path.Combine(folder.Path, "sr"), Path.Combine(folder.Path, "hr"), cancellation: TestContext.Current.CancellationToken);
    }

    private RgbPicture Picture(string kind) => ImageFile.Read(Path.Combine(folder.Path, kind, "p.png")).Pixels.ToRgbPicture();
}
