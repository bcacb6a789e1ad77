using System.Globalization;
using TadSr.Imaging;
using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Inception;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class InceptionParityTests
{
    private static readonly int[] Rows = [0, 100, 298];

    public InceptionParityTests() => Backend.Load();

    public static TheoryData<string> FeatureCases => References.Cases("metric:inception-feature");

    public static TheoryData<string> DistanceCases => References.Cases("metric:fid-kid");

    [Fact]
    public void Inception_has_the_keys_of_the_published_file()
    {
        using var network = new InceptionNetwork();
        var published = KeyList.ReadMetric("metrics/keys_inception_fid.txt")
            .Where(key => !InceptionNetwork.UnusedKeys.Any(begin => key.StartsWith(begin, StringComparison.Ordinal)));
        Assert.Equal(published, KeyList.Of(network));
    }

    [Theory]
    [MemberData(nameof(FeatureCases))]
    public void Inception_features_equal_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        using var samples = golden.Tensor("img_u8");
        var picture = new RgbPicture((int)samples.shape[1], (int)samples.shape[0], samples.bytes.ToArray());
        using var network = new InceptionNetwork();
        AnalyticFill.Apply(network, FillRule.Metrics, double.Parse(golden.Metadata("gain")!, CultureInfo.InvariantCulture));
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();

        var clean = InceptionInput.CleanResized(picture);
        // Four steps of float32 at 255. The bilinear form has its places in float32 too: the last bit of a place moves a sample on an edge further.
        CheckRows("clean_resized_rows_0_100_298", tensor(clean.Values, [3, 299, 299]), 6.2e-5);
        CheckRows("legacy_resized_rows_0_100_298", InceptionInput.LegacyResized(picture)[0], 5e-4);

        using (var seen = new Outputs(network, ["Conv2d_2b_3x3", "Conv2d_4a_3x3", "Mixed_6e"]))
        {
            network.Forward(InceptionInput.Clean(picture));
            CheckBlock(0, nn.functional.max_pool2d(seen["Conv2d_2b_3x3"], 3, stride: 2));
            CheckBlock(1, nn.functional.max_pool2d(seen["Conv2d_4a_3x3"], 3, stride: 2));
            CheckBlock(2, seen["Mixed_6e"]);
        }
        Check("clean", InceptionInput.Clean(picture));
        Check("legacy_pytorch", InceptionInput.Legacy(picture));

        void CheckRows(string name, Tensor planes, double tolerance)
        {
            if (golden.Has(name))
                Close.Absolute(golden.Tensor(name), planes.index_select(1, tensor(Rows)).permute(1, 2, 0), tolerance, name);
        }

        void CheckBlock(int block, Tensor map)
        {
            var name = $"act.clean.block{block}.channel_mean";
            if (golden.Has(name))
                Close.Absolute(golden.Tensor(name), map.mean([0, 2, 3]), 1e-5, name);
        }

        void Check(string mode, Tensor input)
        {
            var name = $"feature.{mode}";
            Close.Absolute(golden.Tensor(name), network.Forward(input.to_type(ScalarType.Float32))[0], 1e-5, $"{name} in float32");
            Close.Absolute(golden.Tensor(name), network.Forward(input.to_type(ScalarType.Float64))[0], 1e-6, $"{name} in float64");
        }
    }

    [Theory]
    [MemberData(nameof(DistanceCases))]
    public void Fid_and_kid_equal_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        using var scope = NewDisposeScope();
        var (a, b) = (golden.Tensor("feats_a"), golden.Tensor("feats_b"));
        var tolerance = double.Parse(golden.Metadata("tolerance_fid_rel")!, CultureInfo.InvariantCulture);
        if (golden.Has("cov_a"))
        {
            var (mean, factor) = FrechetDistance.Moments(a);
            Close.Relative(golden.Tensor("mu_a"), mean, 1e-9, "mu_a");
            Close.Relative(golden.Tensor("cov_a"), factor.t().matmul(factor), 1e-9, "cov_a");
        }
        var (means, covariances) = FrechetDistance.Compute(a, b);
        CheckRelative("fid", means + covariances, tolerance);

        var m = Math.Min(a.shape[0], b.shape[0]);
        CheckRelative("kid_one_subset_first_m", KernelDistance.OfSubset(a.narrow(0, 0, m), b.narrow(0, 0, m)), 1e-9);
        if (!golden.Has("kid_per_subset"))
            return;
        var (chosenA, chosenB) = (golden.Tensor("subset_a"), golden.Tensor("subset_b"));
        var expected = golden.Tensor("kid_per_subset").data<double>().ToArray();
        var actual = expected.Select((_, k) => KernelDistance.OfSubset(a.index_select(0, chosenA[k]), b.index_select(0, chosenB[k]))).ToArray();
        Close.Relative(golden.Tensor("kid_per_subset"), tensor(actual), 1e-9, "kid_per_subset");
        CheckRelative("kid_subset_mean", actual.Average(), 1e-9);

        void CheckRelative(string name, double value, double relative)
        {
            var stored = golden.Tensor(name).item<double>();
            Assert.True(Math.Abs(value - stored) <= relative * Math.Abs(stored), $"{name} is {value:R}, expected {stored:R}");
        }
    }
}
