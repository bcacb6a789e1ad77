using TadSr.Networks;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Unit")]
public class AnalyticFillTests
{
    [Fact]
    public void Hash_and_generator_give_the_published_values()
    {
        Assert.Equal(0xaf63dc4c8601ec8cUL, AnalyticFill.Hash("a"));
        Assert.Equal(0x6bd46259673ff453UL, AnalyticFill.Hash("heads.0.main.0.0.weight_orig"));
        Assert.Equal(0xe220a8397b1dcdafUL, AnalyticFill.SplitMix(0));
        Assert.Equal(0x910a2dec89025cc1UL, AnalyticFill.SplitMix(1));
        Assert.Equal(-0.25653807, AnalyticFill.Unit(AnalyticFill.Hash("a"), 0), 8);
        Assert.Equal(0.50770879, AnalyticFill.Unit(AnalyticFill.Hash("a"), 1), 8);
    }

    [Theory]
    [InlineData("heads.0.main.0.0.weight_orig", new long[] { 160, 160, 1 }, nameof(FillRule.Networks), new[] { -0.0598513, 0.0228443, 0.0541569 })]
    [InlineData("heads.0.main.0.1.weight", new long[] { 160 }, nameof(FillRule.Networks), new[] { 0.9798892, 0.9723484 })]
    [InlineData("heads.0.main.0.0.bias", new long[] { 160 }, nameof(FillRule.Networks), new[] { 0.0681627 })]
    [InlineData("heads.0.main.0.0.weight_u", new long[] { 160 }, nameof(FillRule.Networks), new[] { 0.0596605 })]
    [InlineData("emb_layers.3.1.weight", new long[] { 1280, 160 }, nameof(FillRule.Networks), new[] { 0.0752397 })]
    [InlineData("out_layers.4.3.weight", new long[] { 640, 640, 3, 3 }, nameof(FillRule.Networks), new[] { -0.0099444 })]
    [InlineData("features.0.weight", new long[] { 64, 3, 3, 3 }, nameof(FillRule.Metrics), new[] { 0.13693112, -0.00501434 })]
    [InlineData("features.0.bias", new long[] { 64 }, nameof(FillRule.Metrics), new[] { -0.03640270, 0.01939379 })]
    [InlineData("visual.bn1.running_var", new long[] { 32 }, nameof(FillRule.Metrics), new[] { 0.95136124, 1.08632672 })]
    [InlineData("visual.bn1.running_mean", new long[] { 32 }, nameof(FillRule.Metrics), new[] { -0.00991273, -0.03027869 })]
    [InlineData("transformer_encoder.cls", new long[] { 1, 1, 384 }, nameof(FillRule.Metrics), new[] { 0.00772056, -0.02680325 })]
    public void Values_start_with_the_published_ones(string key, long[] shape, string rule, double[] expected)
    {
        var values = AnalyticFill.Values(key, shape, Enum.Parse<FillRule>(rule));
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], values[i], 6e-8);
    }
}
