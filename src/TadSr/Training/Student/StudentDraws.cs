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
    /// <summary>Which numbers a seed gives; runs of another revision cannot be gone on with. 2: keyed by the sample's index in
    /// the batch, not by the microbatch.</summary>
    public const int Revision = 2;

    /// <summary>Draws for a part of a step's batch. Every sample has numbers of its own and movements are those of the whole step,
    /// so that the parts do not matter.</summary>
    /// <param name="random">The step's random numbers.</param>
    /// <param name="config">Kinds of noise and ranges of times.</param>
    /// <param name="schedule">The tables.</param>
    /// <param name="needs">What the run needs.</param>
    /// <param name="first">Index of the part's first sample in the batch.</param>
    /// <param name="latentShape">(B, C, h, w) of the part.</param>
    public static StudentDraws Draw(StepRandom random, TrainConfig config, EtaSchedule schedule, TermNeeds needs, long first, ReadOnlySpan<long> latentShape)
    {
        var shape = latentShape.ToArray();
        var (count, all) = (shape[0], config.Recipe == Recipe.AuthorsCode ? schedule.Steps - 1 : schedule.Steps);
        var belowD = Math.Min(config.Gan.TMaxExclusive ?? all, schedule.Steps);
        var belowScore = config.Loss.Score.T == ScoreTime.Small ? Math.Min(3, schedule.Steps) : all;
        var (judged, scored) = (needs.HasFlag(TermNeeds.Features), needs.HasFlag(TermNeeds.Score));
        var noiseT = random.SampleNoise("noise T", first, shape);
        return new StudentDraws(
            noiseT,
            judged ? Noise("noise D", config.Gan.Noise) : null,
            judged ? random.SampleTimes("t D", first, count, belowD) : null,
            scored ? Noise("noise score", config.Loss.Score.Noise) : null,
            scored ? random.SampleTimes("t score", first, count, belowScore) : null,
            step => random.SampleNoise($"noise teacher {step}", first, shape),
            random.Counter);

        Tensor Noise(string purpose, NoiseKind kind) => kind == NoiseKind.Reused ? noiseT : random.SampleNoise(purpose, first, shape, kind);
    }
}
