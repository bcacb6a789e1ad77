using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Runtime;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>Everything random in one pass of Algorithm 1. What no term needs is not drawn.</summary>
/// <param name="NoiseT">epsilon, noise of z_T.</param>
/// <param name="NoiseD">Noise that the discriminator's real and fake latents share.</param>
/// <param name="TimeD">(B) int64, t, time of the discriminator.</param>
/// <param name="NoiseScore">epsilon', noise that the two latents of the score term share.</param>
/// <param name="TimeScore">(B) int64, t', time of the score term.</param>
/// <param name="TeacherNoise">Noise of a step of the stochastic teacher.</param>
/// <param name="Movement">The random numbers of a picture term's movement, the same ones whenever asked.</param>
internal sealed record StudentDraws(
    Tensor NoiseT, Tensor? NoiseD, Tensor? TimeD, Tensor? NoiseScore, Tensor? TimeScore, Func<int, Tensor> TeacherNoise, Func<string, CounterRandom> Movement)
{
    /// <summary>Draws for a microbatch.</summary>
    public static StudentDraws Draw(StepRandom random, TrainConfig config, EtaSchedule schedule, TermNeeds needs, ReadOnlySpan<long> latentShape, long microbatch)
    {
        var shape = latentShape.ToArray();
        var (count, all) = (shape[0], config.Recipe == Recipe.AuthorsCode ? schedule.Steps - 1 : schedule.Steps);
        var belowD = Math.Min(config.Gan.TMaxExclusive ?? all, schedule.Steps);
        var belowScore = config.Loss.Score.T == ScoreTime.Small ? Math.Min(3, schedule.Steps) : all;
        var (judged, scored) = (needs.HasFlag(TermNeeds.Features), needs.HasFlag(TermNeeds.Score));
        var noiseT = random.Noise($"noise T {microbatch}", shape);
        return new StudentDraws(
            noiseT,
            judged ? Noise("D", config.Gan.Noise) : null,
            judged ? random.Times($"t D {microbatch}", count, belowD) : null,
            scored ? Noise("score", config.Loss.Score.Noise) : null,
            scored ? random.Times($"t score {microbatch}", count, belowScore) : null,
            step => random.Noise($"noise teacher {step} {microbatch}", shape),
            term => random.Counter($"{term} {microbatch}"));

        Tensor Noise(string purpose, NoiseKind kind) => kind == NoiseKind.Reused ? noiseT : random.Noise($"noise {purpose} {microbatch}", shape, kind);
    }
}
