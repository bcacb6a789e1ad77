using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;

namespace TadSr.Tests.Parity;

/// <summary>Pairs of TID2013 for which pyiqa publishes figures. The pictures are for research only and not committed.</summary>
[Trait("Kind", "Parity")]
public sealed class OfficialMetricTests
{
    // psnr, ssim, ms_ssim, lpips-alex, niqe, brisque as pyiqa prints them.
    private static readonly Dictionary<string, (double Psnr, double Ssim, double MsSsim, double Lpips, double Niqe, double Brisque)> published = new()
    {
        ["I03"] = (21.1136, 0.6997, 0.6707, 0.7236, 15.6538, 94.6443),
        ["I04"] = (20.9872, 0.9978, 0.9996, 0.2572, 3.6549, -0.1068),
        ["I06"] = (27.0139, 0.9989, 0.9998, 0.0508, 3.2342, 1.0732),
        ["I08"] = (23.3002, 0.9671, 0.9567, 0.0521, 3.1922, 5.1447),
        ["I19"] = (21.6186, 0.6522, 0.8418, 0.4253, 9.0722, 66.8415),
    };

    private static readonly Dictionary<string, double> distances = new() { ["I03"] = 0.4742, ["I04"] = 0.1424, ["I06"] = 0.0683, ["I08"] = 0.0287, ["I19"] = 0.3123 };

    public OfficialMetricTests() => Backend.Load();

    public static TheoryData<string> Cases => References.Cases("metric:official", optional: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Figures_equal_those_that_pyiqa_publishes(string file)
    {
        var (x, y) = Pair(file);
        var store = References.Weights(file);
        var expected = published[Path.GetFileNameWithoutExtension(file)];
        Assert.Equal(expected.Psnr, Round(new PsnrMetric().Compute(x, y)));
        Assert.Equal(expected.Ssim, Round(new SsimMetric().Compute(x, y)));
        Assert.Equal(expected.MsSsim, Round(new MsSsimMetric().Compute(x, y)));
        Assert.Equal(expected.Niqe, new NiqeMetric(store).Compute(x, null), 0.02);
        Assert.Equal(expected.Brisque, new BrisqueMetric(store).Compute(x, null), 0.15);

        static double Round(double value) => Math.Round(value, 4);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Figures_equal_the_stored_ones(string file)
    {
        using var golden = GoldenFile.Open(file);
        var (x, y) = Pair(file);
        var store = References.Weights(file);
        Check("psnr.rgb", new PsnrMetric(), 1e-6);
        Check("psnr.ycbcr", new PsnrMetric(MetricColour.Ycbcr), 1e-6);
        Check("ssim.yiq", new SsimMetric(), 1e-9);
        Check("ssim.ycbcr", new SsimMetric(MetricColour.Ycbcr), 1e-9);
        Check("ms_ssim.yiq", new MsSsimMetric(), 1e-9);
        Check("niqe.yiq", new NiqeMetric(store), 1.5e-5);
        Check("niqe.ycbcr", new NiqeMetric(store, MetricColour.Ycbcr), 1.5e-5);
        using var brisque = new BrisqueMetric(store);
        Check("brisque.float32", brisque, 0.15);
        var features = new BrisqueFeatures<double>().Compute(ClassicalMetricParityTests.WideLuma(x));
        Assert.Equal(golden.Tensor("brisque.float64").item<double>(), brisque.Score(features), 3e-5);

        // Beside the case there may be torchvision's own trunk, which is exact.
        var exact = store.Locate(Catalogue.AlexNetOfficial) is not null;
        var alex = exact ? "lpips.alex" : "lpips.alex_fp16_trunk";
        using var lpips = new LpipsMetric(new PerceptualWeights(store), "lpips", "alex", torch.CPU);
        Check(alex, lpips, 3e-6 * golden.Tensor(alex).item<double>());
        using var squeeze = new LpipsMetric(new PerceptualWeights(store), "lpips-squeeze", "squeeze", torch.CPU);
        Check("lpips.squeeze", squeeze, 3e-6 * golden.Tensor("lpips.squeeze").item<double>());

        void Check(string key, IMetric metric, double tolerance)
        {
            var (stored, value) = (golden.Tensor(key).item<double>(), metric.Compute(x, metric.Description.NeedsReference ? y : null));
            Assert.True(Math.Abs(value - stored) <= tolerance, $"{key} is {value:R}, expected {stored:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dists_with_the_published_trunk_equals_what_pyiqa_publishes(string file)
    {
        var store = References.Weights(file);
        Assert.SkipWhen(store.Locate(Catalogue.Vgg16) is null, $"{Catalogue.Vgg16.FileName} lies neither beside the case nor in weights/metrics");
        var (x, y) = Pair(file);
        using var dists = DistsMetric.Load(new PerceptualWeights(store), torch.CPU);
        var expected = distances[Path.GetFileNameWithoutExtension(file)];
        Assert.Equal(expected, dists.Compute(x, y), 1e-3 * expected);
    }

    private static (RgbPicture Picture, RgbPicture Reference) Pair(string file)
    {
        using var golden = GoldenFile.Open(file);
        return (Read("dist"), Read("ref"));

        RgbPicture Read(string which)
        {
            var picture = ImageFile.Read(References.Find(Path.ChangeExtension(file, null) + $"_{which}.png")).Pixels.ToRgbPicture();
            Assert.Equal(golden.Tensor($"{which}_sum").item<long>(), picture.Samples.Sum(sample => (long)sample));
            return picture;
        }
    }
}
