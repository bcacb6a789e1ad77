using TadSr.Checkpoints;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Weights;
using TorchSharp;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class MusiqMetricTests(MusiqMetricTests.Fixture fixture) : IClassFixture<MusiqMetricTests.Fixture>
{
    private readonly MusiqNet network = fixture.Network;
    private readonly MusiqMetric metric = fixture.Metric;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    [InlineData(1, 447)]
    [InlineData(33, 127)]
    [InlineData(300, 2)]
    public void Picture_of_any_size_gives_a_mark(int width, int height)
    {
        Assert.InRange(metric.Compute(TestPictures.Make(width, height, TestPictures.Waves), null), 1, 10);
        Assert.InRange(metric.Compute(TestPictures.Make(width, height, (_, _, _) => 128), null), 1, 10);
    }

    [Theory]
    [InlineData(1, 448)]
    [InlineData(3000, 2)]
    public void Strip_that_shrinks_to_nothing_is_refused_with_the_reason(int width, int height)
    {
        var error = Assert.Throws<TadSrException>(() => metric.Compute(TestPictures.Make(width, height, TestPictures.Waves), null));
        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Equal($"is {width} x {height}; musiq-ava shrinks the longer side to 224 pixels, which leaves nothing of the shorter one", error.Message);
    }

    [Fact]
    public void Marks_of_a_batch_equal_those_of_its_pictures()
    {
        using var scope = torch.NewDisposeScope();
        RgbPicture[] pictures = [TestPictures.Make(50, 70, TestPictures.Waves), TestPictures.Make(50, 70, TestPictures.Noise), TestPictures.Make(50, 70, (x, _, _) => 3 * x)];
        var together = network.Score(torch.cat([.. pictures.Select(p => p.ToTensor(torch.CPU))])).data<float>().ToArray();
        Assert.All(pictures.Zip(together), pair => Assert.Equal(metric.Compute(pair.First, null), pair.Second, 1e-5));
        Assert.Equal(3, together.Distinct().Count());
    }

    [Theory]
    [InlineData("koniq", 1)]
    [InlineData("ava", 10)]
    public void Metric_comes_from_a_file_of_its_network_alone(string trainedOn, int outputs)
    {
        using var folder = new TemporaryFolder();
        var entry = outputs == 1 ? Catalogue.MusiqKoniq : Catalogue.MusiqAva;
        var path = folder.File(entry.FileName);
        using (var source = new MusiqNet(outputs))
        {
            AnalyticFill.Apply(source, FillRule.Metrics);
            SafetensorsWriter.Write(path, StateDict.Of(source));
        }
        using var loaded = MusiqMetric.Load("musiq", new WeightFile(path, entry.FileName, ""), trainedOn, torch.CPU);
        Assert.StartsWith(trainedOn, loaded.Description.Variant, StringComparison.Ordinal);
        var picture = TestPictures.Make(60, 40, TestPictures.Waves);
        var value = loaded.Compute(picture, null);
        Assert.True(outputs == 1 ? double.IsFinite(value) : value == metric.Compute(picture, null), $"{value}");
        using var other = new MusiqNet(11 - outputs);
        Assert.Contains("head", Assert.Throws<TadSrException>(() => PerceptualWeights.Fill(other, path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Squares_in_several_rounds_equal_those_in_one()
    {
        using var scope = torch.NewDisposeScope();
        var patches = torch.linspace(-1, 1, 300 * 3072).reshape(1, 300, 3072);
        var whole = network.Embed(patches);
        var last = network.Embed(patches.narrow(1, 290, 10));
        Close.Relative(last, whole.narrow(1, 290, 10), 1e-6, "embedding");
    }

    [Fact]
    public void Network_computes_in_bfloat16_what_it_does_in_float32()
    {
        using var scope = torch.NewDisposeScope();
        var picture = TestPictures.Make(64, 64, TestPictures.Waves).ToTensor(torch.CPU);
        var half = network.Score(picture, torch.ScalarType.BFloat16);
        Assert.Equal(torch.ScalarType.Float32, half.dtype);
        Assert.Equal(network.Score(picture).item<float>(), half.item<float>(), 0.05);
    }

    public sealed class Fixture : IDisposable
    {
        public Fixture()
        {
            Backend.Load();
            Network = new MusiqNet(10);
            AnalyticFill.Apply(Network, FillRule.Metrics);
            Metric = new MusiqMetric("musiq-ava", "ava", Network, torch.CPU);
        }

        internal MusiqNet Network { get; }

        internal MusiqMetric Metric { get; }

        public void Dispose() => Metric.Dispose();
    }
}
