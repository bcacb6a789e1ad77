using TadSr.Metrics;
using TadSr.Runtime;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class LpipsMapTests
{
    public LpipsMapTests() => Backend.Load();

    [Fact]
    public void Map_is_bright_where_the_pictures_differ_and_its_mean_is_near_the_distance()
    {
        using var metric = new LpipsMetric(new PerceptualWeights(new WeightStore()), "lpips", "alex", CPU);
        var truth = TestPictures.Make(128, 96, TestPictures.Waves);
        var picture = TestPictures.Make(128, 96, (x, y, c) => TestPictures.Waves(x, y, c) + (x >= 80 ? 40 * TestPictures.Noise(x, y, c) : 0));

        var map = metric.Map(picture, truth);

        Assert.Equal((1, 96, 128), (map.Channels, map.Height, map.Width));
        Assert.All(map.Values, value => Assert.True(value >= 0));
        var (left, right) = (Mean(0, 40), Mean(88, 128));
        Assert.True(right > 10 * left && right > 0.05, $"{left} {right}");
        Assert.Equal(metric.Compute(picture, truth), map.Values.Average(), 0.05);
        Assert.All(metric.Map(truth, truth).Values, value => Assert.Equal(0, value));

        double Mean(int from, int to) => Enumerable.Range(0, 96).SelectMany(y => Enumerable.Range(from, to - from).Select(x => (double)map.Values[y * 128 + x])).Average();
    }
}
