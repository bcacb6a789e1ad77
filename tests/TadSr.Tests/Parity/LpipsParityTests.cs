using TadSr.Networks;
using TadSr.Networks.Perceptual;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class LpipsParityTests
{
    public LpipsParityTests() => Backend.Load();

    public static TheoryData<string> Alex => References.Cases("metric:lpips-alex");

    public static TheoryData<string> Squeeze => References.Cases("metric:lpips-squeeze");

    public static TheoryData<string> Vgg => References.Cases("metric:lpips-vgg");

    [Theory]
    [MemberData(nameof(Alex))]
    public void Lpips_alex_equals_the_reference(string file) => Check("alex", file);

    [Theory]
    [MemberData(nameof(Squeeze))]
    public void Lpips_squeeze_equals_the_reference(string file) => Check("squeeze", file);

    [Theory]
    [MemberData(nameof(Vgg))]
    public void Lpips_vgg_equals_the_reference(string file) => Check("vgg", file);

    private static void Check(string net, string file)
    {
        using var golden = GoldenFile.Open(file);
        using var lpips = Build(net, golden, new PerceptualWeights(References.Weights(file)));
        using var scope = NewDisposeScope();
        Compare(golden, lpips, ScalarType.Float64, total: 1e-7, layerRelative: 1e-7, layerAbsolute: 1e-10);
        Compare(golden, lpips, ScalarType.Float32, total: 3e-6, layerRelative: 1.3e-5, layerAbsolute: 2e-9);
    }

    private static Lpips Build(string net, GoldenFile golden, PerceptualWeights weights)
    {
        var gain = golden.Metadata("gain");
        if (gain is null)
            return weights.LoadLpips(net);
        var lpips = new Lpips(net switch { "alex" => new AlexNetTrunk(), "squeeze" => new SqueezeNetTrunk(), _ => new Vgg16Trunk() });
        weights.LoadLpipsHeads(lpips);
        AnalyticFill.Apply(lpips.Trunk, FillRule.Metrics, double.Parse(gain, System.Globalization.CultureInfo.InvariantCulture));
        return lpips;
    }

    private static void Compare(GoldenFile golden, Lpips lpips, ScalarType type, double total, double layerRelative, double layerAbsolute)
    {
        var x = Picture(golden.Tensor("dist_u8"), type);
        var y = Picture(golden.Tensor("ref_u8"), type);
        var tapsX = lpips.Trunk.Taps(x);
        var tapsY = lpips.Trunk.Taps(y);
        var expected = golden.Tensor("lpips").item<double>();
        var actual = lpips.Distance(tapsX, tapsY).to_type(ScalarType.Float64).item<double>();
        Assert.True(Math.Abs(actual - expected) <= total * expected, $"{type}: LPIPS is {actual:R}, expected {expected:R}");

        var layers = lpips.PerTap(tapsX, tapsY);
        var expectedLayers = golden.Tensor("per_layer").data<double>().ToArray();
        Assert.Equal(expectedLayers.Length, layers.Count);
        for (var k = 0; k < layers.Count; k++)
        {
            var layer = layers[k].to_type(ScalarType.Float64).item<double>();
            Assert.True(Math.Abs(layer - expectedLayers[k]) <= Math.Max(layerAbsolute, layerRelative * expectedLayers[k]),
                $"{type}: tap {k} is {layer:R}, expected {expectedLayers[k]:R}");
            var name = $"dist_feature{k}_channel_mean";
            if (golden.Has(name))
                Close.Relative(golden.Tensor(name), tapsX[k].mean([0, 2, 3]), type == ScalarType.Float64 ? 1e-7 : 1.3e-5, name);
        }
    }

    private static Tensor Picture(Tensor hwc, ScalarType type) =>
        // The metric sees value / 255 as float32, whatever it computes in.
        (hwc.permute(2, 0, 1).unsqueeze(0).to_type(ScalarType.Float32) / 255).to_type(type);
}
