using TadSr.Checkpoints;
using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Networks;
using TadSr.Networks.Swin;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class TeacherFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Teacher_of_another_schedule_is_refused_with_both_values()
    {
        var config = Student(WriteTeacher());
        var other = config with { Diffusion = config.Diffusion with { Steps = 5, Kappa = 2.5 } };

        var error = Assert.Throws<TadSrException>(() => StageFactory.Create(other, new WeightStore(), CPU));

        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Equal(
            $"{config.Teacher.Checkpoint}: this teacher was trained with diffusion.steps = 4 (here 5), diffusion.kappa = 1 (here 2.5); write the teacher's values, or give another teacher.checkpoint.",
            error.Message);
    }

    [Fact]
    public void Teacher_may_start_its_schedule_without_the_students_cap()
    {
        var config = Student(WriteTeacher());
        using var stage = StageFactory.Create(config with { Diffusion = config.Diffusion with { CapStart = !config.Diffusion.CapStart } }, new WeightStore(), CPU);

        Assert.NotEmpty(stage.State);
    }

    [Fact]
    public void Published_teacher_without_a_description_is_taken()
    {
        var config = Student(folder.File("published.safetensors"));
        config = config with
        {
            Model = new SwinUnetConfig { ImageSize = 8, LqSize = 8, InChannels = 48, ModelChannels = 32, ChannelMult = [1], ResBlocks = [1], AttentionResolutions = [], SwinEmbedDim = 32, WindowSize = 4 },
        };
        using (var network = NetworkFamilies.Describe(config.Model!, CodecKind.PixelUnshuffle).Build())
            SafetensorsWriter.Write(config.Teacher.Checkpoint!, StateDict.Of(network));

        using var stage = StageFactory.Create(config, new WeightStore(), CPU);

        Assert.NotEmpty(stage.State);
    }

    [Fact]
    public void Lite_teacher_of_another_revision_is_refused()
    {
        var config = Student(folder.File("old.safetensors"));
        using (var network = TinyRun.Network(1))
            SafetensorsWriter.Write(config.Teacher.Checkpoint!, StateDict.Of(network), new Dictionary<string, string> { [ModelDescription.MetadataKey] = new ModelDescription { Diffusion = config.Diffusion }.ToJson() });

        var error = Assert.Throws<TadSrException>(() => StageFactory.Create(config, new WeightStore(), CPU));

        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.Contains("names no revision of the lite network", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent.safetensors")]
    [InlineData(null)]
    public void Teacher_that_nothing_asks_is_neither_needed_nor_opened(string? checkpoint)
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = Alone(WriteTeacher()) with { Teacher = new TeacherConfig { Checkpoint = checkpoint } };
        using var stage = StageFactory.Create(config, new WeightStore(), CPU);

        var values = stage.TrainStep(run.Batch(config), 1).Values.ToDictionary(v => v.Name, v => v.Value);

        Assert.InRange(values["l1"], 1e-3, 2);
        Assert.DoesNotContain("distill", values.Keys);
    }

    public static TheoryData<string> Users => ["distill", "score", "sinsr_inverse", "gan", "init"];

    [Theory]
    [MemberData(nameof(Users))]
    public void Teacher_that_something_asks_is_opened(string user)
    {
        var config = Alone(WriteTeacher()) with { Teacher = new TeacherConfig { Checkpoint = folder.File("absent.safetensors") } };
        config = user switch
        {
            "distill" => config with { Loss = config.Loss with { Distill = new DistillConfig { Weight = 1 } } },
            "score" => config with { Loss = config.Loss with { Score = new ScoreConfig { Type = ScoreKind.Sds, Weight = 1 } } },
            "sinsr_inverse" => config with { Loss = config.Loss with { SinsrInverse = new WeightConfig { Weight = 1 } } },
            "gan" => config with { Gan = config.Gan with { Enabled = true } },
            _ => config with { Student = new StudentConfig() },
        };

        var error = Assert.Throws<TadSrException>(() => StageFactory.Create(config, new WeightStore(), CPU));

        Assert.Equal(ErrorKind.BadFile, error.Kind);
        Assert.StartsWith(folder.File("absent.safetensors"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Codec_of_a_student_with_another_factor_is_named()
    {
        using var network = new Vqgan(new VqganConfig { Channels = 32, ChannelMult = [1, 1], ResBlocks = [1, 1], Codes = 16, EmbedDim = 48 });
        var config = Student("t") with { Codec = new CodecConfig { Checkpoint = "f2.pth" } };
        var student = NetworkFamilies.Describe(config.Model!, config.Codec.Type);

        var error = Assert.Throws<TadSrException>(() => RunRequirements.CheckFit(config, student, 2, new VqganCodec(network)));

        Assert.Equal("diffusion.sf is 4, but f2.pth reduces 2 times and this network takes a low-resolution picture of the latent's size; write diffusion.sf: 2.", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private string WriteTeacher()
    {
        using var teacher = TinyRun.Stage(TinyRun.Config(StageKind.Teacher));
        teacher.Export(folder.File("teacher.safetensors"), 1);
        return folder.File("teacher.safetensors");
    }

    private static TrainConfig Student(string teacher) => TinyRun.Config(StageKind.Student) with { Teacher = new TeacherConfig { Checkpoint = teacher } };

    private static TrainConfig Alone(string start)
    {
        var config = Student(start);
        return config with
        {
            Student = new StudentConfig { Init = start },
            Loss = config.Loss with { Distill = new DistillConfig { Weight = 0 }, Score = config.Loss.Score with { Weight = 0 } },
            Gan = config.Gan with { Enabled = false },
        };
    }
}
