using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;
using TadSr.Weights;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class ClassicalMetricTests
{
    private static readonly RgbPicture picture = TestPictures.Make(200, 190, TestPictures.Waves);
    private static readonly RgbPicture noisy = TestPictures.Make(200, 190, (x, y, c) => TestPictures.Waves(x, y, c) + 20 * TestPictures.Noise(x, y, c));

    [Theory]
    [InlineData("rgb")]
    [InlineData("yiq")]
    [InlineData("ycbcr")]
    public void Equal_pictures_get_the_best_figure(string space)
    {
        var colour = MetricRequest.ParseColour(space);
        Assert.Equal(80, new PsnrMetric(colour).Compute(picture, picture), 1e-9);
        Assert.Equal(1, new SsimMetric(colour).Compute(picture, picture), 1e-12);
        Assert.Equal(1, new MsSsimMetric(colour).Compute(picture, picture), 1e-12);
        Assert.Equal(0, new ColourShiftMetric().Compute(picture, picture));
    }

    [Fact]
    public void Psnr_of_a_constant_difference_is_the_formula()
    {
        var black = TestPictures.Make(20, 20, (_, _, _) => 0);
        var grey = TestPictures.Make(20, 20, (_, _, _) => 51);   // a fifth of the range
        Assert.Equal(10 * Math.Log10(1 / (0.04 + 1e-8)), new PsnrMetric().Compute(grey, black), 1e-6);
        Assert.Equal(10 * Math.Log10(1 / (0.04 * Math.Pow(219.0 / 255, 2) + 1e-8)), new PsnrMetric(MetricColour.Ycbcr).Compute(grey, black), 1e-6);
    }

    [Fact]
    public void Full_reference_figures_do_not_depend_on_the_order_of_the_pictures()
    {
        foreach (var metric in new IMetric[] { new PsnrMetric(), new SsimMetric(), new MsSsimMetric(), new ColourShiftMetric() })
            Assert.Equal(metric.Compute(picture, noisy), metric.Compute(noisy, picture), 1e-12);
    }

    [Fact]
    public void Crop_looks_at_nothing_but_the_inside()
    {
        var framed = TestPictures.Make(200, 190, (x, y, c) => x < 4 || y < 4 || x >= 196 || y >= 186 ? 0 : TestPictures.Waves(x, y, c));
        Assert.Equal(80, new PsnrMetric(MetricColour.Ycbcr, 4).Compute(framed, picture), 1e-9);
        Assert.Equal(1, new SsimMetric(MetricColour.Ycbcr, 4).Compute(framed, picture), 1e-12);
        Assert.True(new PsnrMetric(MetricColour.Ycbcr, 3).Compute(framed, picture) < 40);
    }

    [Fact]
    public void Shift_is_the_mean_over_channels_of_the_difference_of_means()
    {
        var shifted = TestPictures.Make(200, 190, (x, y, c) => TestPictures.Waves(x, y, c) + (c == 0 ? 3 : c == 1 ? -1 : 0));
        Assert.Equal(4.0 / 3, new ColourShiftMetric().Compute(shifted, picture), 1e-9);
    }

    [Fact]
    public void Metrics_refuse_pictures_of_different_sizes_with_both_sizes()
    {
        var other = TestPictures.Make(100, 190, TestPictures.Waves);
        foreach (var metric in new IMetric[] { new PsnrMetric(), new SsimMetric(), new MsSsimMetric(), new ColourShiftMetric(), new GridMetric() })
        {
            var error = Assert.Throws<TadSrException>(() => metric.Compute(picture, other));
            Assert.Equal(ErrorKind.BadFile, error.Kind);
            Assert.Contains("200 x 190", error.Message, StringComparison.Ordinal);
            Assert.Contains("100 x 190", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Metrics_refuse_pictures_that_are_too_small_with_the_size_they_need()
    {
        var small = TestPictures.Make(10, 10, TestPictures.Waves);
        Assert.Contains("11", Assert.Throws<TadSrException>(() => new SsimMetric().Compute(small, small)).Message, StringComparison.Ordinal);
        Assert.Contains("416", Assert.Throws<TadSrException>(() => new GridMetric().Compute(small, small)).Message, StringComparison.Ordinal);
        Assert.Contains("nothing is left", Assert.Throws<TadSrException>(() => new PsnrMetric(MetricColour.Rgb, 5).Compute(small, small)).Message, StringComparison.Ordinal);
        using var niqe = new NiqeMetric(new WeightStore());
        Assert.Contains("two blocks", Assert.Throws<TadSrException>(() => niqe.Compute(small, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Niqe_of_a_flat_picture_is_refused_and_rgb_is_a_usage_error()
    {
        var flat = TestPictures.Make(200, 200, (_, _, _) => 90);
        using var niqe = new NiqeMetric(new WeightStore());
        Assert.Contains("flat", Assert.Throws<TadSrException>(() => niqe.Compute(flat, null)).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.Usage, Assert.Throws<TadSrException>(() => new NiqeMetric(new WeightStore(), MetricColour.Rgb)).Kind);
    }
}
