using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Training;
using TadSr.Training.Student;
using static TorchSharp.torch;

namespace TadSr.Tests.Training;

[Trait("Kind", "Unit")]
public sealed class StudentDrawsTests
{
    [Theory]
    [InlineData(NoiseKind.Normal, NoiseKind.Normal)]
    [InlineData(NoiseKind.Reused, NoiseKind.Normal)]
    [InlineData(NoiseKind.Normal, NoiseKind.Reused)]
    [InlineData(NoiseKind.Reused, NoiseKind.Reused)]
    public void Noise_of_the_start_is_used_again_where_it_is_asked_for(NoiseKind judged, NoiseKind scored)
    {
        using var scope = NewDisposeScope();
        var config = TinyRun.Config(StageKind.Student);
        config = config with { Gan = config.Gan with { Noise = judged }, Loss = config.Loss with { Score = config.Loss.Score with { Noise = scored } } };

        var draws = Draw(config);

        Assert.Equal(judged == NoiseKind.Reused, Same(draws.NoiseT, draws.NoiseD!));
        Assert.Equal(scored == NoiseKind.Reused, Same(draws.NoiseT, draws.NoiseScore!));
        Assert.Equal(judged == scored && judged == NoiseKind.Reused, Same(draws.NoiseD!, draws.NoiseScore!));
    }

    private static StudentDraws Draw(TrainConfig config) =>
        StudentDraws.Draw(new StepRandom(7, 1, CPU), config, new EtaSchedule(config.Diffusion), StudentTerms.NeedsOf(config), [2, 48, 8, 8], 0);

    private static bool Same(Tensor x, Tensor y) => x.eq(y).all().item<bool>();
}
