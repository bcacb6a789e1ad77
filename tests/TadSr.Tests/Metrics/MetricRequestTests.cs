using TadSr.Metrics;
using TadSr.Runtime;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class MetricRequestTests
{
    [Fact]
    public void List_keeps_order_options_and_the_users_words()
    {
        var requests = MetricRequest.ParseList("lpips, psnr:ycbcr:crop4,niqe,ssim", MetricColour.Rgb, 2);
        Assert.Equal(
            [
                new MetricRequest("lpips", "lpips", null, null),
                new MetricRequest("psnr:ycbcr:crop4", "psnr", MetricColour.Ycbcr, 4),
                new MetricRequest("niqe", "niqe", null, null),
                new MetricRequest("ssim", "ssim", MetricColour.Rgb, 2),
            ],
            requests);
    }

    [Fact]
    public void Unknown_metric_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<TadSrException>(() => MetricRequest.ParseList("psnr,sharpness"));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains("'sharpness'", error.Message, StringComparison.Ordinal);
        Assert.Contains("psnr, ssim, ms_ssim, lpips, lpips-squeeze, lpips-vgg, r18, niqe, shift, grid, clipiqa, musiq", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("psnr,psnr", "twice")]
    [InlineData("psnr:cropx", "crop4")]
    [InlineData("psnr:crop-1", "crop4")]
    [InlineData("psnr:lab", "rgb, yiq or ycbcr")]
    [InlineData("lpips:ycbcr", "takes no options")]
    public void Malformed_lists_are_usage_errors_that_say_what_to_write(string text, string hint)
    {
        var error = Assert.Throws<TadSrException>(() => MetricRequest.ParseList(text));
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }
}
