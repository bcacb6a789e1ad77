using TadSr.Configuration;
using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Everything random in one pass of Algorithm 1.</summary>
/// <param name="NoiseT">Noise of z_T.</param>
/// <param name="NoiseD">Noise that the discriminator's real and fake latents share.</param>
/// <param name="TimeD">(B) int64, time of the discriminator.</param>
/// <param name="NoiseScore">Noise that the two latents of the score term share.</param>
/// <param name="TimeScore">(B) int64, time of the score term.</param>
/// <param name="TeacherNoise">Noise of a step of the stochastic teacher.</param>
public sealed record StudentDraws(Tensor NoiseT, Tensor NoiseD, Tensor TimeD, Tensor NoiseScore, Tensor TimeScore, Func<int, Tensor> TeacherNoise)
{
    /// <summary>Draws for a microbatch.</summary>
    public static StudentDraws Draw(StepRandom random, TrainConfig config, EtaSchedule schedule, ReadOnlySpan<long> latentShape, long microbatch)
    {
        var count = latentShape[0];
        var belowD = config.Gan.TMaxExclusive ?? (config.Recipe == Recipe.AuthorsCode ? schedule.Steps - 1 : schedule.Steps);
        var belowScore = config.Loss.Score.T == ScoreTime.Small
            ? Math.Min(3, schedule.Steps)
            : config.Recipe == Recipe.AuthorsCode ? schedule.Steps - 1 : schedule.Steps;
        var shape = latentShape.ToArray();
        return new StudentDraws(
            random.Noise($"noise T {microbatch}", latentShape),
            random.Noise($"noise D {microbatch}", latentShape, config.Gan.Noise),
            random.Times($"t D {microbatch}", count, Math.Min(belowD, schedule.Steps)),
            random.Noise($"noise score {microbatch}", latentShape, config.Loss.Score.Noise),
            random.Times($"t score {microbatch}", count, belowScore),
            step => random.Noise($"noise teacher {step} {microbatch}", shape));
    }
}
