using System.Globalization;
using TadSr.Metrics;
using TadSr.Networks;
using TadSr.Networks.Perceptual.Maniqa;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class ManiqaParityTests
{
    public ManiqaParityTests() => Backend.Load();

    public static TheoryData<string> Cases => References.Cases("metric:maniqa");

    [Fact]
    public void Maniqa_has_the_keys_of_the_published_file()
    {
        using var network = new ManiqaNetwork(0.8);
        var published = KeyList.ReadMetric("metrics/keys_maniqa.txt")
            .Where(key => !network.IsDerived(key.Split(' ')[0]) && !ManiqaNetwork.UnusedKeys.Any(begin => key.StartsWith(begin, StringComparison.Ordinal)));
        Assert.Equal(published, KeyList.Of(network));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Maniqa_equals_the_reference(string file) => Compare(file, ScalarType.Float32, 7e-5);

    [SlowFact]
    public void Maniqa_in_float64_equals_the_reference()
    {
        foreach (var row in Cases.Where(row => row.Skip is null))
            Compare(row.Data, ScalarType.Float64, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Crops_equal_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        using var scope = NewDisposeScope();
        if (golden.Has("crop20_sizes"))
        {
            var sizes = golden.Tensor("crop20_sizes").data<int>().ToArray();
            var expected = golden.Tensor("crop20_offsets").data<int>().ToArray().Select(v => (long)v);
            Assert.Equal(expected, sizes.Chunk(2).SelectMany(size => ManiqaCrops.Offsets(size[0], size[1])).SelectMany(at => new[] { at.Top, at.Left }));
        }
        if (golden.Has("small_img_u8"))
        {
            var small = MetricCase.Picture(golden.Tensor("small_img_u8"), ScalarType.Float32);
            var shape = golden.Tensor("small_resized_shape").data<long>().ToArray();
            Assert.Equal((shape[2], shape[3]), ManiqaCrops.Enlarged((int)small.shape[2], (int)small.shape[3]));
            var crops = ManiqaCrops.Cut(small);
            Close.Absolute(golden.Tensor("small_crops_mean"), crops.mean([1, 2, 3]), 1e-6, "small_crops_mean");
            Close.Absolute(golden.Tensor("small_resized_row100_red").narrow(0, 0, 224), crops[0, 0, 100], 1e-6, "small_resized_row100_red");
        }
    }

    private static void Compare(string file, ScalarType type, double tolerance)
    {
        using var golden = GoldenFile.Open(file);
        using var network = new ManiqaNetwork(double.Parse(golden.Metadata("scale")!, CultureInfo.InvariantCulture));
        AnalyticFill.Apply(network, FillRule.Metrics);
        using var noGradient = inference_mode();
        using var scope = NewDisposeScope();
        if (golden.Metadata("override_fc_score_3_bias") is { } bias)
            network.named_parameters().First(p => p.name == "fc_score.3.bias").parameter.fill_(double.Parse(bias, CultureInfo.InvariantCulture));

        var picture = MetricCase.Picture(golden.Tensor("img_u8"), type) * 2 - 1;
        var offsets = golden.Tensor("crop_offsets").data<int>().ToArray();
        var crops = stack(offsets.Chunk(2).Select(at => picture[0].narrow(1, at[0], 224).narrow(2, at[1], 224)));
        using var seen = new Outputs(network, ["vit.blocks.0", "vit.blocks.6", "vit.blocks.9", "tablock1.0", "tablock2.0", "conv1", "conv2", "swintransformer1", "swintransformer2"]);
        var (scores, weights) = network.Forward(crops);
        foreach (var block in new[] { 0, 6, 9 })
            Check($"vit_block{block}_token5", seen[$"vit.blocks.{block}"][0, 5]);
        foreach (var stage in new[] { 1, 2 })
        {
            Check($"tablock{stage}_0_crop0_channel7", seen[$"tablock{stage}.0"][0, 7]);
            Check($"conv{stage}_crop1_position_3_4", seen[$"conv{stage}"][1, .., 3, 4]);
            Check($"swintransformer{stage}_crop1_position_3_4", seen[$"swintransformer{stage}"][1, .., 3, 4]);
        }
        Check("patch_score", scores);
        Check("patch_weight", weights);
        Assert.Equal(golden.Tensor("score").item<double>(), ManiqaMetric.Score(scores, weights), 1e-6);

        void Check(string name, Tensor actual)
        {
            if (golden.Has(name))
                Close.Absolute(golden.Tensor(name), actual, tolerance, name);
        }
    }
}
