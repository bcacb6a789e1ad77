using TadSr.Configuration;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class TeacherStageTests
{
    [Fact]
    public void Two_microbatches_give_the_gradient_of_the_whole_batch()
    {
        using var scope = NewDisposeScope();
        using var run = new TinyRun();
        var config = TinyRun.Config(StageKind.Teacher);
        var whole = config with { Train = config.Train with { Batch = 4, Microbatch = 4 } };
        var batch = run.Batch(whole);
        using var one = TinyRun.Stage(whole);
        using var two = TinyRun.Stage(whole with { Train = whole.Train with { Microbatch = 2 } });

        var first = one.TrainStep(batch, 1).Values.ToDictionary(v => v.Name, v => v.Value);
        var second = two.TrainStep(batch, 1).Values.ToDictionary(v => v.Name, v => v.Value);

        Assert.Equal(1, second["mse"] / first["mse"], 1e-6);
        Assert.Equal(1, second["grad"] / first["grad"], 1e-6);
        foreach (var ((name, x), (_, y)) in one.State.Zip(two.State).Where(s => s.First.Name.StartsWith("network.", StringComparison.Ordinal)))
        {
            var difference = (x.grad! - y.grad!).abs().max().item<float>();
            Assert.True(difference <= 1e-6 * first["grad"], $"{name}: gradients differ by {difference}");
        }
    }
}
