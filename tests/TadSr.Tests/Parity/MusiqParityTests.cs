using System.Globalization;
using TadSr.Networks.Perceptual.Musiq;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class MusiqParityTests
{
    public MusiqParityTests() => Backend.Load();

    public static TheoryData<string> Cases => References.Cases("metric:musiq");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Musiq_equals_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var outputs = int.Parse(golden.Metadata("num_class") ?? "1", CultureInfo.InvariantCulture);
        using var network = new MusiqNet(outputs);
        MetricCase.Fill(network, golden, file, outputs == 1 ? Catalogue.MusiqKoniq : Catalogue.MusiqAva);
        Check(golden, network, ScalarType.Float32, tokens: 5e-5, encoder: 1.6e-4, score: outputs == 1 ? 1e-5 : 2e-5);
        network.to(ScalarType.Float64);
        Check(golden, network, ScalarType.Float64, tokens: 1e-7, encoder: 1e-7, score: 1e-7);
    }

    [Theory]
    [InlineData("koniq", 1)]
    [InlineData("ava", 10)]
    public void Keys_are_the_published_ones(string variant, int outputs)
    {
        using var network = new MusiqNet(outputs);
        Assert.Equal(KeyList.ReadMetric($"metrics/keys_musiq_{variant}.txt"), KeyList.Of(network));
    }

    private static void Check(GoldenFile golden, MusiqNet network, ScalarType type, double tokens, double encoder, double score)
    {
        using var scope = NewDisposeScope();
        var picture = MetricCase.Picture(golden.Tensor("img_u8"), type);
        var cut = MusiqTokens.Cut(picture);
        if (golden.Has("spatial_pos"))
        {
            Close.Absolute(golden.Tensor("spatial_pos"), cut.Positions, 0, "positions");
            Close.Absolute(golden.Tensor("scale_pos"), cut.Scales, 0, "scales");
            Close.Absolute(golden.Tensor("mask"), cut.Mask, 0, "mask");
        }
        var squares = cut.Patches.reshape(-1, 3, MusiqTokens.PatchSide, MusiqTokens.PatchSide);
        var root = network.Root(squares);
        Compare("patch_mean", squares.mean([1, 2, 3]), tokens);
        Compare("patch0", cut.Patches[0, 0], tokens);
        Compare("patch_scale1_first", cut.Patches[0, 49], tokens);
        Compare("root_mean", root.mean([1, 2, 3]), tokens);
        Compare("block1_mean", network.Block(root).mean([1, 2, 3]), tokens);
        Compare("embedding_token0", network.Embed(cut.Patches)[0, 0], encoder);
        var token = network.Encode(cut);
        Compare("encoder_token0", token[0], encoder);
        Compare("head", network.Head(token)[0], score);
        Compare("score", network.Score(picture), score);

        void Compare(string name, Tensor actual, double tolerance)
        {
            if (!golden.Has(name))
                return;
            // In float64 only the rounding of what is stored as float32 is left, which is relative.
            if (type == ScalarType.Float64 && golden.Tensor(name).dtype == ScalarType.Float32)
                Close.Relative(golden.Tensor(name), actual, tolerance, name);
            else
                Close.Absolute(golden.Tensor(name), actual.reshape(golden.Tensor(name).shape), tolerance, name);
        }
    }
}
