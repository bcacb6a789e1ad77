using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Metrics;

[Trait("Kind", "Unit")]
public sealed class SetDistanceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope;
    private readonly Generator generator;

    public SetDistanceTests()
    {
        Backend.Load();
        scope = NewDisposeScope();
        generator = new Generator(5);
    }

    [Theory]
    [InlineData(50, 12)]
    [InlineData(7, 12)]
    public void Frechet_distance_of_a_set_to_itself_is_zero(int count, int features)
    {
        var a = randn([count, features], generator: generator);
        var (means, covariances) = FrechetDistance.Compute(a, a);
        Assert.Equal(0, means);
        Assert.InRange(covariances, 0, 1e-11);
    }

    [Theory]
    [InlineData(50, 12)]
    [InlineData(7, 12)]
    public void Frechet_distance_of_a_moved_and_stretched_set_is_the_formula(int count, int features)
    {
        // b = 3 a + 2: C2 = 9 C1 commutes with C1, so the second part is (3 - 1)² tr C1, whatever the rank.
        var a = randn([count, features], ScalarType.Float64, generator: generator);
        var (means, covariances) = FrechetDistance.Compute(a, 3 * a + 2);
        Assert.Equal((2 * a.mean([0]) + 2).square().sum().item<double>(), means, 1e-9);
        Assert.Equal(4 * a.var([0]).sum().item<double>(), covariances, 1e-9);
    }

    [Fact]
    public void Frechet_distance_does_not_depend_on_the_order_of_the_sets_or_of_their_pictures()
    {
        var (a, b) = (randn([40, 12], generator: generator), randn([9, 12], generator: generator) * 2);
        var (means, covariances) = FrechetDistance.Compute(a, b);
        var (back, backCovariances) = FrechetDistance.Compute(b.flip(0), a.flip(0));
        Assert.Equal(means, back, 1e-10);
        Assert.Equal(covariances, backCovariances, 1e-10);
    }

    [Fact]
    public void Kernel_distance_draws_the_same_subsets_every_time_and_is_near_zero_for_equal_distributions()
    {
        var (a, b) = (randn([1100, 8], generator: generator), randn([1300, 8], generator: generator));
        var first = KernelDistance.Compute(a, b);
        Assert.Equal(first, KernelDistance.Compute(a, b));
        Assert.InRange(first, -0.01, 0.01);
        Assert.InRange(KernelDistance.Compute(a, b + 0.5), 0.3, 3);
    }

    [Fact]
    public void Kernel_distance_of_small_sets_is_that_of_everything_at_once()
    {
        var (a, b) = (randn([20, 8], generator: generator), randn([20, 8], generator: generator));
        Assert.Equal(KernelDistance.OfSubset(a, b), KernelDistance.Compute(a, b));
    }

    [Fact]
    public void Evaluation_gives_fid_and_kid_of_the_set_and_no_figure_of_a_picture()
    {
        for (var i = 0; i < 9; i++)
        {
            var seed = 7 * i;
            TestPictures.Write(TestPictures.Make(20 + i, 30, (x, y, c) => TestPictures.Waves(x + seed, y, c)), folder.File($"hr/{i}.png"));
            TestPictures.Write(TestPictures.Make(10, 15 + i, (x, y, c) => TestPictures.Waves(2 * x + seed, 2 * y, c) + 30 * TestPictures.Noise(x, y, c)), folder.File($"sr/{i}.png"));
        }
        using var evaluation = new Evaluation(new FidMetric(Network(), clean: true, [], CPU), new FidMetric(Network(), clean: false, [], CPU), new KidMetric(Network(), [], CPU));
        var report = Run(evaluation);

        Assert.All(report.Metrics, metric =>
        {
            Assert.Equal(9, metric.Count);
            Assert.All(metric.Values, Assert.Null);
            Assert.Null(metric.Mean);
            Assert.Empty(metric.Worst());
            Assert.Equal(metric.SetFigure, metric.Figure);
        });
        Assert.Equal(["means", "covariances"], report.Metrics[0].SetParts.Select(p => p.Key));
        Assert.Equal(report.Metrics[0].SetFigure!.Value, report.Metrics[0].SetParts.Sum(p => p.Value), 1e-12);

        using var network = Network();
        using var noGradient = inference_mode();
        Tensor Features(string set) => cat([.. Enumerable.Range(0, 9).Select(i => network.Forward(InceptionInput.Clean(TadSr.Imaging.ImageFile.Read(folder.File($"{set}/{i}.png")).Pixels.ToRgbPicture())))]);
        var (means, covariances) = FrechetDistance.Compute(Features("sr"), Features("hr"));
        Assert.Equal(1, report.Metrics[0].SetFigure!.Value / (means + covariances), 1e-4);
        Assert.NotEqual(report.Metrics[0].SetFigure, report.Metrics[1].SetFigure);
    }

    [Fact]
    public void Fid_of_one_picture_is_named_as_undefined_and_is_not_a_number_in_the_report()
    {
        foreach (var set in new[] { "hr", "sr" })
            TestPictures.Write(TestPictures.Make(20, 30, TestPictures.Waves), folder.File($"{set}/a.png"));
        using var evaluation = new Evaluation(new FidMetric(Network(), clean: true, [], CPU), new PsnrMetric());
        var report = Run(evaluation);
        Assert.Equal(0, report.Metrics[0].Count);
        Assert.Null(report.Metrics[0].Figure);
        Assert.Contains("needs at least two pictures; 1 could be measured", Assert.Single(report.Failures).Reason, StringComparison.Ordinal);
        Assert.Equal(80, report.Metrics[1].Figure!.Value, 1e-9);
    }

    public void Dispose()
    {
        generator.Dispose();
        scope.Dispose();
        folder.Dispose();
    }

    private EvaluationReport Run(Evaluation evaluation) => evaluation.Run("sr", "hr", Pairing.Find(folder.File("sr"), folder.File("hr")));

    private static InceptionNetwork Network()
    {
        var network = new InceptionNetwork();
        AnalyticFill.Apply(network, FillRule.Metrics, Math.Sqrt(6));
        return network;
    }
}
