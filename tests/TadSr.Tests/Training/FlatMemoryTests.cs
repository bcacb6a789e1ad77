using TadSr.Configuration;
using TorchSharp;

namespace TadSr.Tests.Training;

[Collection(nameof(WholeProcess))]
[Trait("Kind", "Unit")]
public sealed class FlatMemoryTests
{
    private const long LargestGrowth = 30 << 20;

    [Theory]
    [InlineData(StageKind.Codec)]
    [InlineData(StageKind.Teacher)]
    [InlineData(StageKind.Student)]
    public void Tensors_and_resident_memory_stay_flat_from_step_50_to_200(StageKind stage)
    {
        using var run = new TinyRun();
        using var folder = new TemporaryFolder();
        var config = TinyRun.Config(stage, 200);
        var marks = new List<(long Tensors, long Bytes)>();

        run.Train(config with { Train = config.Train with { Batch = 1, Microbatch = 1, SaveEvery = 50 } }, folder.Path, after: step =>
        {
            if (step is 50 or 200)
                marks.Add((DisposeScopeManager.Statistics.ThreadTotalLiveCount, Environment.WorkingSet));
        });

        Assert.Equal(marks[0].Tensors, marks[1].Tensors);
        Assert.InRange(marks[1].Bytes - marks[0].Bytes, long.MinValue, LargestGrowth);
    }
}
