using TadSr.Configuration;
using TadSr.Data;
using TadSr.Degradation;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Tests.Parity;
using TadSr.Training;
using TadSr.Weights;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class CodecStageTests
{
    private const int Steps = 200;

    [Fact]
    public void Discriminator_waits_for_its_start_and_leaves_no_gradient_in_itself()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Codec);
        using var stage = TinyRun.Stage(config);
        var batch = run.Batch(config);
        var before = Discriminator(stage);

        stage.TrainStep(batch, 1);
        var second = stage.TrainStep(batch, 2).Values.Select(v => v.Name).ToList();
        Assert.Equal(["l1", "|d l1|", "lpips", "|d lpips|", "codebook", "grad"], second);
        Assert.Equal(before, Discriminator(stage));

        var third = stage.TrainStep(batch, 3).Values.ToDictionary(v => v.Name, v => v.Value);
        Assert.InRange(third["gan weight"], 1e-12, 0.75e4);
        Assert.NotEqual(before, Discriminator(stage));
    }

    [Fact]
    public void Exported_codec_is_recognised_and_decodes_what_the_stage_shows()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        using var folder = new TemporaryFolder();
        var config = TinyRun.Config(StageKind.Codec);
        using var stage = TinyRun.Stage(config);
        var batch = run.Batch(config);
        stage.TrainStep(batch, 1);
        stage.Export(folder.File("codec.safetensors"), 1);

        using var codec = ModelFile.LoadCodec(folder.File("codec.safetensors"));

        Assert.Equal((4, 3), (codec.Factor, codec.Channels));
        using var noGrad = no_grad();
        Assert.Equal(0, (codec.Decode(codec.Encode(batch.Hq)) - stage.Preview(batch)[0].Picture).abs().max().item<float>());
    }

    [Fact]
    public void Vqgan_without_weights_is_one_line()
    {
        var config = TinyRun.Config(StageKind.Teacher) with { Codec = new CodecConfig { Type = CodecKind.Vqgan } };

        var error = Assert.Throws<TadSrException>(() => StageFactory.Create(config, new WeightStore(), CPU));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.StartsWith("codec.checkpoint is not set; codec.type vqgan needs a VQGAN's weights", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Preset_has_about_a_million_parameters()
    {
        var config = TrainConfig.Load(PresetFile.Find("lite/codec"), NetworkFamilies.Trainable);
        using var stage = StageFactory.Create(config, new WeightStore(), CPU);

        var parameters = stage.State.Where(s => s.Name.StartsWith("network.", StringComparison.Ordinal)).Sum(s => s.Value.numel());
        Assert.InRange(parameters, 500_000, 1_500_000);
    }

    [SlowFact]
    public void Reconstruction_rises_over_200_steps()
    {
        using var scope = NewDisposeScope();
        var samples = Path.Combine(References.RepositoryRoot(), "samples", "hr");
        var config = TrainConfig.Load(PresetFile.Find("lite/codec"), NetworkFamilies.Trainable, "data.exclude=~", "data.crop=64", "train.batch=4", "train.microbatch=4", "train.precision=fp32", $"train.iterations={Steps}");
        var data = new PairDataset(ImageFolder.Scan([new DataFolderConfig { Folder = samples }], 64, cancellation: TestContext.Current.CancellationToken), config.Data, new RealEsrganPipeline(config.Degradation), 1);
        using var stage = StageFactory.Create(config, new WeightStore(), CPU);
        var judged = TrainingBatch.From(data.Batch(100_000, 16), CPU);
        var curve = new List<double> { Psnr(stage, judged) };
        for (var step = 1L; step <= Steps; step++)
        {
            using var stepScope = NewDisposeScope();
            stage.TrainStep(TrainingBatch.From(data.Batch((step - 1) * 4, 4), CPU), step);
            if (step % 50 == 0)
                curve.Add(Psnr(stage, judged));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"PSNR every 50 steps: {string.Join(", ", curve.Select(v => $"{v:0.00}"))}");
        Assert.Equal(curve.Order(), curve);
        Assert.True(curve[^1] > curve[0] + 1, $"PSNR went from {curve[0]:0.00} to {curve[^1]:0.00} dB");
    }

    private static double Psnr(ITrainingStage stage, TrainingBatch pairs)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var difference = (stage.Preview(pairs)[0].Picture.clamp(-1, 1) - pairs.Hq) / 2;
        return -10 * Math.Log10(difference.square().mean().item<float>());
    }

    private static double[] Discriminator(ITrainingStage stage) =>
        [.. stage.State.Where(s => s.Name.StartsWith("discriminator.", StringComparison.Ordinal)).Select(s => s.Value.to_type(ScalarType.Float64).sum().item<double>())];
}
