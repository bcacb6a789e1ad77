using System.Globalization;
using TadSr.Networks;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class DistsParityTests
{
    public DistsParityTests() => Backend.Load();

    public static TheoryData<string> Cases => References.Cases("metric:dists");

    [Fact]
    public void Dists_has_the_keys_of_the_published_files()
    {
        using var dists = new Dists();
        Assert.Equal(KeyList.ReadMetric("metrics/keys_dists.txt"), [.. KeyList.Of(dists), .. KeyList.Of(dists.Trunk)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Dists_equals_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        using var dists = new Dists();
        new PerceptualWeights(References.Weights(file)).LoadDistsWeights(dists);
        AnalyticFill.Apply(dists.Trunk, FillRule.Metrics, double.Parse(golden.Metadata("gain")!, CultureInfo.InvariantCulture));
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        Compare(ScalarType.Float64, 1e-9);
        Compare(ScalarType.Float32, 1.2e-6);

        void Compare(ScalarType type, double tolerance)
        {
            var (x, y) = (MetricCase.Picture(golden.Tensor("dist_u8"), type), MetricCase.Picture(golden.Tensor("ref_u8"), type));
            Close.Absolute(golden.Tensor("dists"), dists.Distance(x, y), tolerance, $"dists in {type}");
            // The table of tolerances has none for single channels; in float32 those of dark, flat maps are noise.
            if (type != ScalarType.Float64 || !golden.Has("S1"))
                return;
            var (texture, structure) = dists.Likeness(x, y);
            Close.Absolute(golden.Tensor("S1"), texture[0], 1e-9, "S1");
            Close.Absolute(golden.Tensor("S2"), structure[0], 1e-9, "S2");
        }
    }
}
