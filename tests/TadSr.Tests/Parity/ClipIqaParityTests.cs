using TadSr.Networks.Perceptual.Clip;
using TadSr.Runtime;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Parity;

[Trait("Kind", "Parity")]
public sealed class ClipIqaParityTests
{
    private const int SinglePair = 2, AllFixed = 12;

    public ClipIqaParityTests() => Backend.Load();

    public static TheoryData<string> Cases => References.Cases("metric:clipiqa");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Clip_iqa_equals_the_reference(string file)
    {
        using var golden = GoldenFile.Open(file);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var text = new ClipTextTower();
        using var image = new ClipImageTower();
        MetricCase.Fill(text, golden, file, Catalogue.ClipRn50);
        MetricCase.Fill(image, golden, file, Catalogue.ClipRn50);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            text.to(type);
            image.to(type);
            image.Freeze();
            Check(golden, text, image, type);
        }
    }

    [Fact]
    public void Keys_of_both_towers_are_the_published_ones()
    {
        using var text = new ClipTextTower();
        using var image = new ClipImageTower();
        Assert.Equal(KeyList.ReadMetric("metrics/keys_clip_rn50.txt"), KeyList.Of(text).Concat(KeyList.Of(image)).Order(StringComparer.Ordinal));
    }

    private static void Check(GoldenFile golden, ClipTextTower text, ClipImageTower image, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var wide = type == ScalarType.Float64;
        var (feature, logit, score) = wide ? (1e-7, 1e-10, 1e-10) : (1.3e-5, 8e-5, 2e-5);
        var picture = MetricCase.Picture(golden.Tensor("img_u8"), type);
        var map = image.Stem(ClipIqa.Prepare(picture));
        CheckMap("stem");
        for (var stage = 0; stage < ClipImageTower.Stages; stage++)
        {
            map = image.Stage(stage, map);
            CheckMap($"layer{stage + 1}");
        }
        var plain = image.Forward(ClipIqa.Prepare(picture), positions: false);
        var placed = image.Forward(ClipIqa.Prepare(picture), positions: true);
        Close.Relative(golden.Tensor("image_feature"), plain[0], feature, "image_feature");
        Close.Relative(golden.Tensor("image_feature_with_pos"), placed[0], feature, "image_feature_with_pos");

        var ids = golden.Tensor("token_ids").to_type(ScalarType.Int64);
        var ends = ids.argmax(1).data<long>().Select(end => (int)end).ToArray();
        var texts = text.Encode(text.Embed([.. ids.unbind(0).Select(row => row.data<long>().ToArray())]), ends);
        Close.Relative(golden.Tensor("text_features"), texts.narrow(0, 0, AllFixed), feature, "text_features");
        var pairs = ClipIqaPrompts.Fixed(text);
        Close.Relative(golden.Tensor("text_features").narrow(0, SinglePair, AllFixed - SinglePair), pairs, feature, "text features of the five pairs");
        // The context before any training: the embedding of its own words.
        var context = text.Embed([.. ids.narrow(0, AllFixed, 2).narrow(1, 1, ClipIqaPrompts.ContextLength).unbind(0).Select(row => row.data<long>().ToArray())]);
        var learned = ClipIqaPrompts.Learned(text, context);
        Close.Relative(golden.Tensor("plus_text_features"), learned, feature, "plus_text_features");

        CheckScore(pairs, plain, "logits_5pairs", "clipiqa_5pairs", positions: false);
        CheckScore(texts.narrow(0, 0, SinglePair), plain, "logits_1pair", "clipiqa_1pair", positions: false);
        CheckScore(learned, plain, "plus_logits", "clipiqa_plus_initial_context", positions: false);
        CheckScore(learned, placed, "plus_rn50_512_logits", "clipiqa_plus_rn50_512", positions: true);

        void CheckMap(string name)
        {
            if (golden.Has($"act.{name}.channel_mean"))
                Close.Relative(golden.Tensor($"act.{name}.channel_mean"), map.mean([0, 2, 3]), feature, name);
        }

        void CheckScore(Tensor features, Tensor seen, string logits, string name, bool positions)
        {
            using var network = new ClipIqa(image, text.Scale(features), positions);
            Close.Absolute(golden.Tensor(logits), network.Logits(seen)[0], logit, logits);
            if (golden.Has(name))
                Close.Absolute(golden.Tensor(name), network.Score(picture), score, name);
        }
    }
}
