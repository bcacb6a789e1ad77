using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Clip;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class ClipIqaMetricTests(ClipIqaMetricTests.Fixture fixture) : IClassFixture<ClipIqaMetricTests.Fixture>
{
    private readonly ClipIqaMetric metric = fixture.Metric;

    [Theory]
    [InlineData(31, 31)]
    [InlineData(61, 33)]
    [InlineData(32, 200)]
    public void Picture_of_odd_size_gives_a_share(int width, int height)
    {
        Assert.InRange(metric.Compute(TestPictures.Make(width, height, TestPictures.Waves), null), 0, 1);
        Assert.InRange(metric.Compute(TestPictures.Make(width, height, (_, _, _) => 128), null), 0, 1);
    }

    [Theory]
    [InlineData(30, 200)]
    [InlineData(16, 16)]
    [InlineData(1, 1)]
    public void Small_picture_is_refused_with_the_least_size(int width, int height)
    {
        var error = Assert.Throws<TadSrException>(() => metric.Compute(TestPictures.Make(width, height, TestPictures.Waves), null));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Equal($"is {width} x {height}; clipiqa needs at least 31 pixels in each direction", error.Message);
    }

    [Fact]
    public void Shares_of_a_batch_equal_those_of_its_pictures()
    {
        using var scope = NewDisposeScope();
        using var network = new ClipIqa(fixture.Tower, fixture.Texts, positions: true);
        RgbPicture[] pictures = [TestPictures.Make(40, 64, TestPictures.Waves), TestPictures.Make(40, 64, TestPictures.Noise), TestPictures.Make(40, 64, (x, _, _) => 5 * x)];
        var together = network.Score(cat([.. pictures.Select(p => p.ToTensor(CPU))])).data<float>().ToArray();
        Assert.All(pictures.Zip(together), pair => Assert.Equal(metric.Compute(pair.First, null), pair.Second, 1e-5));
        Assert.Equal(3, together.Distinct().Count());
    }

    [Fact]
    public void Positions_leave_a_picture_of_the_trained_size_its_own_table()
    {
        // 224 x 224 has as many positions as the table, which then is added as it is.
        using var scope = NewDisposeScope();
        using var pool = new ClipAttentionPool(64, 2, 16);
        AnalyticFill.Apply(pool, FillRule.Metrics);
        var features = linspace(-1, 1, 64 * 49).reshape(1, 64, 7, 7);
        var tokens = features.flatten(2).transpose(1, 2);
        var all = cat([tokens.mean([1], keepdim: true), tokens], 1) + pool.positional_embedding;
        Close.Relative(Attention(pool, all), pool.Forward(features, positions: true), 1e-5, "pooled");
    }

    // Keys and values of every token, as the layer is defined.
    private static Tensor Attention(ClipAttentionPool pool, Tensor tokens)
    {
        var parameters = pool.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        var parts = new[] { "q", "k", "v" }.Select(name => Linear($"{name}_proj", tokens).reshape(1, tokens.shape[1], 2, 32).transpose(1, 2)).ToArray();
        var weights = (parts[0].matmul(parts[1].transpose(-2, -1)) / Math.Sqrt(32)).softmax(-1);
        return Linear("c_proj", weights.matmul(parts[2]).transpose(1, 2).reshape(1, tokens.shape[1], 64))[.., 0];

        Tensor Linear(string name, Tensor x) => nn.functional.linear(x, parameters[$"{name}.weight"], parameters[$"{name}.bias"]);
    }

    public sealed class Fixture : IDisposable
    {
        public Fixture()
        {
            Backend.Load();
            Tower = new ClipImageTower();
            AnalyticFill.Apply(Tower, FillRule.Metrics);
            Texts = tensor(AnalyticFill.Values("texts", [4, ClipImageTower.Features], FillRule.Metrics), [4, ClipImageTower.Features]);
            Metric = new ClipIqaMetric("clipiqa", "two pairs", Tower, Texts, positions: true, CPU);
        }

        internal ClipImageTower Tower { get; }

        internal Tensor Texts { get; }

        internal ClipIqaMetric Metric { get; }

        public void Dispose()
        {
            Metric.Dispose();
            Texts.Dispose();
        }
    }
}
