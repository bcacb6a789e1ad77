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

        var draws = Draw(config, 0, 2);

        Assert.Equal(judged == NoiseKind.Reused, Same(draws.NoiseT, draws.NoiseD!));
        Assert.Equal(scored == NoiseKind.Reused, Same(draws.NoiseT, draws.NoiseScore!));
        Assert.Equal(judged == scored && judged == NoiseKind.Reused, Same(draws.NoiseD!, draws.NoiseScore!));
    }

    [Theory]
    [InlineData(NoiseKind.Normal)]
    [InlineData(NoiseKind.Uniform)]
    public void Draws_of_a_sample_do_not_depend_on_the_part_it_is_in(NoiseKind kind)
    {
        using var scope = NewDisposeScope();
        var config = TinyRun.Config(StageKind.Student);
        config = config with { Gan = config.Gan with { Noise = kind }, Loss = config.Loss with { Score = config.Loss.Score with { Noise = kind, T = ScoreTime.Uniform } } };
        var whole = Draw(config, 0, 8);

        foreach (var first in new[] { 0, 2, 4, 6 })
        {
            var part = Draw(config, first, 2);
            foreach (var (all, some) in Drawn(whole).Zip(Drawn(part)))
                Assert.True(Same(all.narrow(0, first, 2), some));
            Assert.Equal(whole.Movement("r18").NextUInt64(), part.Movement("r18").NextUInt64());
        }
        Assert.All(Drawn(whole), all => Assert.False(Same(all.narrow(0, 0, 4), all.narrow(0, 4, 4))));
    }

    private static Tensor[] Drawn(StudentDraws draws) => [draws.NoiseT, draws.NoiseD!, draws.TimeD!, draws.NoiseScore!, draws.TimeScore!, draws.TeacherNoise(1), draws.TeacherNoise(3)];

    private static StudentDraws Draw(TrainConfig config, long first, long count) =>
        StudentDraws.Draw(new StepRandom(7, 1, CPU), config, new EtaSchedule(config.Diffusion), StudentTerms.NeedsOf(config), first, [count, 48, 8, 8]);

    private static bool Same(Tensor x, Tensor y) => x.eq(y).all().item<bool>();
}
