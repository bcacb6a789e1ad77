using TadSr.Imaging;

namespace TadSr.Cli.Tests;

[Trait("Kind", "Unit")]
public sealed class EvalCommandTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("tadsr-eval-").FullName;

    public EvalCommandTests()
    {
        foreach (var (folder, step) in new[] { ("sr", 3), ("hr", 2) })
        {
            var pixels = new PixelBuffer(96, 64, 3);
            for (var i = 0; i < pixels.Bytes.Length; i++)
                pixels.Bytes[i] = (byte)(i * step / 7 % 251);
            ImageFile.Write(new Picture(pixels), Path.Combine(root, folder, "one.png"));
        }
    }

    [Fact]
    public void Eval_takes_sr_and_hr_by_default_and_prints_how_each_figure_was_measured()
    {
        var run = Eval("--metrics", "psnr,ssim,lpips", "--color", "ycbcr", "--crop", "4");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("1 pictures of sr against hr", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"psnr +y \(ycbcr\) +4 +float64", run.Output);
        Assert.Matches(@"lpips +rgb +0 +float32 +alex v0\.1 +alexnet_features_fp16\.safetensors 71573e173716", run.Output);
        Assert.Equal(run.Output, Eval("--metrics", "psnr,ssim,lpips", "--color", "ycbcr", "--crop", "4").Output);
    }

    [Fact]
    public void Eval_of_classical_metrics_loads_no_libtorch_and_writes_both_reports()
    {
        var run = Eval("--metrics", "psnr,ssim,shift", "--csv", "r.csv", "--json", "r.json", "--brief");
        Assert.Equal((0, "", false), (run.Code, run.Error, run.LoadsLibtorch));
        Assert.Matches(@"^psnr \d+\.\d+  ssim \d\.\d+  shift \d+\.\d+\n$", run.Output);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(root, "r.csv")).Length);
        Assert.Contains("\"colour\": \"y (yiq)\"", File.ReadAllText(Path.Combine(root, "r.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Eval_names_a_metric_that_lacks_its_weights_and_ends_with_partial()
    {
        var run = Eval("--metrics", "psnr,clipiqa");
        Assert.Equal(4, run.Code);
        Assert.Contains("RN50.pt", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("psnr", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Protocol_prints_what_differs_and_strict_refuses_it()
    {
        var run = Eval("--protocol", "tadsr");
        Assert.Equal(4, run.Code);
        Assert.Contains("protocol sinsr, the evaluation script of SinSR, used by TAD-SR too: 1 deviation(s)\n  lpips: the network's trunk", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"psnr +y \(ycbcr\) +0 +float64", run.Output);
        Assert.Equal(2, run.ErrorLines.Length);   // clipiqa and musiq lack their files

        var strict = Eval("--protocol", "sinsr", "--metrics", "psnr,ssim", "--strict", "--brief");
        Assert.Equal((0, ""), (strict.Code, strict.Error));
        var refused = Eval("--protocol", "sinsr", "--metrics", "psnr:rgb", "--strict");
        Assert.Equal((2, "", "this differs from the protocol sinsr: psnr:rgb: colour is rgb, there y (ycbcr)."), (refused.Code, refused.Output, Assert.Single(refused.ErrorLines)));
        var alone = Eval("--strict");
        Assert.Equal((2, "--strict is set without --protocol, which names what nothing may differ from."), (alone.Code, Assert.Single(alone.ErrorLines)));
    }

    [Fact]
    public void Pairs_that_differ_in_size_are_listed_first()
    {
        ImageFile.Write(new Picture(new PixelBuffer(20, 20, 3)), Path.Combine(root, "sr", "two.png"), cancellation: TestContext.Current.CancellationToken);
        ImageFile.Write(new Picture(new PixelBuffer(20, 30, 3)), Path.Combine(root, "hr", "two.png"), cancellation: TestContext.Current.CancellationToken);
        var run = Eval("--metrics", "psnr");
        Assert.Equal(4, run.Code);
        Assert.Equal("warning: 1 of 2 pairs differ in size: two.png is 20 x 20, its truth 20 x 30", run.ErrorLines[0]);
        File.Delete(Path.Combine(root, "sr", "one.png"));
        File.Delete(Path.Combine(root, "hr", "one.png"));
        var none = Eval("--metrics", "psnr");
        Assert.Equal((3, "1 of 1 pairs differ in size: two.png is 20 x 20, its truth 20 x 30; give the true pictures of these outputs."), (none.Code, Assert.Single(none.ErrorLines)));
    }

    [Theory]
    [InlineData(2, "known metrics: psnr", "--metrics", "beauty")]
    [InlineData(2, "--crop", "--crop", "-1")]
    [InlineData(2, "rgb, yiq or ycbcr", "--color", "lab")]
    [InlineData(3, "missing", "-r", "missing")]
    [InlineData(3, "nowhere", "--weights-dir", "nowhere")]
    public void Eval_says_what_is_wrong_in_one_line(int code, string words, string option, string value)
    {
        var run = Eval(option, value);
        Assert.Equal(code, run.Code);
        Assert.Contains(words, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void Eval_needs_no_reference_for_a_metric_that_takes_none()
    {
        Directory.Delete(Path.Combine(root, "hr"), recursive: true);
        var run = Eval("--metrics", "niqe");
        Assert.Equal(3, run.Code);   // one block: too small for niqe, but never a word about hr
        Assert.DoesNotContain("hr", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("two blocks", run.ErrorLines[0], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private ProgramRun Eval(params string[] options) => ProgramRun.Of(root, null, ["eval", .. options]);
}
