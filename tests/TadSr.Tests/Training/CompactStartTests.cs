using TadSr.Checkpoints;
using TadSr.Configuration;
using TadSr.Networks.Compact;
using TadSr.Networks.Srvgg;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class CompactStartTests
{
    private static readonly TrainConfig Config = TinyRun.Config(StageKind.Teacher) with
    {
        Model = new CompactConfig { Features = 32, Convolutions = 4 },
        Teacher = new TeacherConfig { Init = "" },
    };

    public CompactStartTests() => Backend.Load();

    [Fact]
    public void Teacher_starts_as_the_published_network_and_leaves_it_by_training()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = Published(folder, 4);
        var (picture, stage) = (Draws.Uniform(1, 1, 3, 8, 8), StageFactory.Create(Config with { Teacher = new TeacherConfig { Init = path } }, new WeightStore(), CPU));
        using var run = new TinyRun();
        using (stage)
        {
            var batch = new TrainingBatch(picture * 2 - 1, Draws.Uniform(2, 1, 3, 32, 32) * 2 - 1);
            using var network = new SrvggNetCompact(new SrvggConfig { Features = 32, Convolutions = 4 });
            using (var file = CheckpointFile.Open(path))
                StateDict.Load(network, file);
            var expected = network.forward(picture) * 2 - 1;
            Assert.All(stage.Preview(batch).Take(1), way => Assert.True((way.Picture - expected).abs().max().item<float>() < 2e-6f));
            Assert.Contains(stage.TrainStep(run.Batch(Config), 1).Values, value => value.Name == "mse" && value.Value > 0);
            Assert.True((stage.Preview(batch)[0].Picture - expected).abs().max().item<float>() > 1e-5f);
        }
    }

    [Fact]
    public void Start_of_other_sizes_and_a_schedule_of_another_length_are_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var path = Published(folder, 5);
        var wrong = Assert.Throws<TadSrException>(() => StageFactory.Create(Config with { Teacher = new TeacherConfig { Init = path } }, new WeightStore(), CPU));
        Assert.Contains("do not fit CompactDenoiser", wrong.Message);
        var schedule = Assert.Throws<TadSrException>(() => StageFactory.Create(
            Config with { Diffusion = Config.Diffusion with { Steps = 6 }, Teacher = new TeacherConfig() }, new WeightStore(), CPU));
        Assert.Contains("4 times (model.steps), the schedule has 6", schedule.Message);
    }

    private static string Published(TemporaryFolder folder, int convolutions)
    {
        using var network = new SrvggNetCompact(new SrvggConfig { Features = 32, Convolutions = convolutions });
        Random(network);
        var path = folder.File("published.safetensors");
        SafetensorsWriter.Write(path, StateDict.Of(network), new Dictionary<string, string>());
        return path;
    }

    private static void Random(nn.Module network)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (i, (_, parameter)) in network.named_parameters().Index())
            parameter.copy_(Draws.Normal((ulong)i, parameter.shape) * 0.08);
    }
}
