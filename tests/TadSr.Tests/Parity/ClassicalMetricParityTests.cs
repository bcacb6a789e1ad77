using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Runtime;
using TorchSharp;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class ClassicalMetricParityTests
{
    public ClassicalMetricParityTests() => Backend.Load();

    public static TheoryData<string> FullReference => References.Cases("metric:full_reference");

    public static TheoryData<string> NoReference => References.Cases("metric:no_reference");

    [Theory]
    [MemberData(nameof(FullReference))]
    public void Full_reference_metrics_equal_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        var (x, y) = (Picture(golden, "dist_u8"), Picture(golden, "ref_u8"));
        foreach (var (name, colour) in Colours)
        {
            CheckLuma(golden, $"y_round.{name}.ref", y, colour);
            foreach (var crop in new[] { 0, 4 })
            {
                Check(golden, $"psnr.{name}.crop{crop}", new PsnrMetric(colour, crop), x, y, 1e-6);
                Check(golden, $"ssim.{name}.crop{crop}", new SsimMetric(colour, crop), x, y, 1e-9);
            }
            if (golden.Has($"ms_ssim.{name}"))
                Check(golden, $"ms_ssim.{name}", new MsSsimMetric(colour), x, y, 1e-9);
            else
                Assert.Contains("176", Assert.Throws<TadSrException>(() => new MsSsimMetric(colour).Compute(x, y)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(NoReference))]
    public void Niqe_equals_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        var picture = Picture(golden, "img_u8");
        var store = References.Weights(file);
        foreach (var (name, colour) in Colours.Where(c => c.Colour != MetricColour.Rgb))
        {
            CheckLuma(golden, $"y_round.{name}", picture, colour);
            foreach (var crop in new[] { 0, 4 })
            {
                var key = $"niqe.{name}.crop{crop}";
                using var niqe = new NiqeMetric(store, colour, crop);
                if (golden.Has(key))
                    Check(golden, key, niqe, picture, null, 1.5e-5);
                else
                    Assert.Contains("two blocks", Assert.Throws<TadSrException>(() => niqe.Compute(picture, null)).Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(NoReference))]
    public void Niqe_features_equal_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        var luma = MetricPlanes.Rounded(Picture(golden, "img_u8"), MetricColour.Yiq, 0);
        var whole = luma.Crop(0, 0, luma.Height / 96 * 96, luma.Width / 96 * 96);
        var half = NiqeFeatures.Half(whole);
        Close.Absolute(golden.Tensor("niqe.yiq.half"), torch.tensor(half.Values, [half.Height, half.Width]), 5e-4, "half");
        var rows = new NiqeFeatures().Compute(whole);
        Close.Absolute(golden.Tensor("niqe.yiq.features"), torch.tensor(rows.SelectMany(r => r).ToArray(), [rows.Length, NiqeFeatures.Count]), 1e-5, "features");
    }

    [Theory]
    [MemberData(nameof(NoReference))]
    public void Brisque_equals_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        var picture = Picture(golden, "img_u8");
        using var brisque = new BrisqueMetric(References.Weights(file));
        Check(golden, "brisque.float32", brisque, picture, null, 0.15);

        var features = new BrisqueFeatures<double>().Compute(WideLuma(picture));
        var expected = golden.Tensor("brisque.features").data<double>().ToArray();
        Assert.Equal(expected.Length, features.Length);
        for (var i = 0; i < features.Length; i++)
        {
            // Shapes lie on a grid of 0.001 and may fall to the other side of a tie.
            var isShape = i % 18 is 0 or 2 or 6 or 10 or 14;
            Assert.Equal(expected[i], features[i], isShape ? 0.001 + 1e-6 : 1e-6);
        }
        Assert.Equal(golden.Tensor("brisque.float64").item<double>(), brisque.Score(features), 3e-5);
    }

    /// <summary>Luma computed in float64 before it is rounded: ties fall otherwise than in float32.</summary>
    internal static Planes<double> WideLuma(RgbPicture picture)
    {
        var luma = MetricPlanes.Unit(picture, MetricColour.Yiq, 0);
        foreach (ref var value in luma.Values.AsSpan())
            value = Math.Round(value * 255, MidpointRounding.ToEven);
        return luma;
    }

    private static IEnumerable<(string Name, MetricColour Colour)> Colours =>
        [("rgb", MetricColour.Rgb), ("yiq", MetricColour.Yiq), ("ycbcr", MetricColour.Ycbcr)];

    private static void Check(GoldenFile golden, string key, IMetric metric, RgbPicture x, RgbPicture? y, double tolerance)
    {
        var (expected, actual) = (golden.Tensor(key).item<double>(), metric.Compute(x, y));
        Assert.True(Math.Abs(actual - expected) <= tolerance, $"{key}: {actual:R}, expected {expected:R}");
    }

    private static void CheckLuma(GoldenFile golden, string key, RgbPicture picture, MetricColour colour)
    {
        if (!golden.Has(key))
            return;
        Planes<double> luma = MetricPlanes.Rounded(picture, colour, 0);
        Close.Absolute(golden.Tensor(key), torch.tensor(luma.Values, [luma.Height, luma.Width]), 0, key);
    }

    private static RgbPicture Picture(GoldenFile golden, string key)
    {
        using var samples = golden.Tensor(key);
        return new RgbPicture((int)samples.shape[1], (int)samples.shape[0], samples.bytes.ToArray());
    }
}
