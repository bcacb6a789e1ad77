using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Losses;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>The latent terms of the student's loss (TAD-SR eq. 13) over a teacher that is nothing but a denoiser.</summary>
internal sealed class StudentObjective
{
    private readonly TrainConfig config;
    private readonly IDenoiser? teacher;
    private readonly LatentAdversary? adversary;
    private readonly EtaSchedule schedule;
    private readonly HighFrequencyScoreDistillation? hsd;
    private readonly ScoreDistillationSampling? sds;
    private readonly SinSrLoss sinSr;

    /// <param name="config">Weights and switches.</param>
    /// <param name="schedule">The tables.</param>
    /// <param name="teacher">The frozen teacher; null where no term asks it.</param>
    /// <param name="adversary">The discriminator's side, or null.</param>
    /// <param name="student">The student's network itself, for the terms of SinSR.</param>
    public StudentObjective(TrainConfig config, EtaSchedule schedule, IDenoiser? teacher, LatentAdversary? adversary, Func<Tensor, Tensor, Tensor, Tensor> student)
    {
        (this.config, this.schedule, this.teacher, this.adversary) = (config, schedule, teacher, adversary);
        if (teacher is not null)
        {
            var scorer = config.Loss.Score.DoubleScale ? new DoubleScalingDenoiser(teacher, new InputScaling(schedule)) : teacher;
            hsd = new HighFrequencyScoreDistillation(scorer, schedule);
            sds = new ScoreDistillationSampling(scorer, schedule);
        }
        sinSr = new SinSrLoss(student, schedule);
    }

    /// <summary>Encoder features of the noisy result, or none without discriminator.</summary>
    public IReadOnlyList<Tensor> FakeFeatures(Tensor leaf, Tensor zY, Tensor lq, StudentDraws draws) =>
        adversary?.Features(leaf, zY, lq, draws) ?? [];

    /// <summary>The discriminator's loss (eq. 12).</summary>
    public Tensor DiscriminatorLoss(StudentPass pass)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> real;
        using (no_grad())
            real = adversary!.Features(pass.ZTruth, pass.ZY, pass.Batch.Lq, pass.Draws);
        return adversary.DiscriminatorLoss(real, pass.FakeFeatures, pass.Draws.TimeD).MoveToOuterDisposeScope();
    }

    /// <summary>z_0 of the teacher from the student's z_T, no gradient; null when no term needs it.</summary>
    public Tensor? TeacherTarget(StudentPass pass)
    {
        var loss = config.Loss;
        var scoreNeedsIt = loss.Score is { Type: ScoreKind.Hsd, Target: ScoreTarget.Teacher, Weight: > 0 };
        if (loss.Distill.Weight == 0 && !scoreNeedsIt && loss.SinsrInverse.Weight == 0)
            return null;
        using var noGrad = no_grad();
        ISampler sampler = config.Teacher.Sampler == SamplerKind.Ddim
            ? new DeterministicSampler(schedule)
            : new StochasticSampler(schedule, pass.Draws.TeacherNoise);
        return sampler.Sample(teacher!, pass.ZT, pass.ZY, pass.Batch.Lq);
    }

    /// <summary>Adds distillation, score and adversarial term to a gradient sum.</summary>
    public void AddTo(GradientSum sum, StudentPass pass, StepReport report)
    {
        var loss = config.Loss;
        var target = TeacherTarget(pass);
        if (target is not null)
            sum.Add("distill", loss.Distill.Weight, () => DistillationLoss.Compute(pass.Leaf, target));
        if (loss.Score.Type != ScoreKind.None && loss.Score.Weight > 0)
        {
            var direction = loss.Score.Type == ScoreKind.Sds
                ? sds!.Direction(pass.Leaf, pass.ZY, pass.Batch.Lq, pass.Draws.NoiseScore, pass.Draws.TimeScore)
                : hsd!.Direction(pass.Leaf, loss.Score.Target == ScoreTarget.Gt ? pass.ZTruth : target!, pass.ZY, pass.Batch.Lq, pass.Draws.NoiseScore, pass.Draws.TimeScore);
            // The value of the surrogate means nothing; the size of the direction does.
            report.Add("|score|", direction.abs().mean());
            sum.Add("score", loss.Score.Weight, () => HighFrequencyScoreDistillation.Surrogate(pass.Leaf, direction));
        }
        if (adversary is not null)
            sum.Add("gan", config.Gan.Weight, () => adversary.GeneratorLoss(pass.FakeFeatures, pass.Draws.TimeD));
    }

    /// <summary>The terms of SinSR, which pass through the student at other inputs than z_T; they are differentiated at once.</summary>
    public void BackwardThroughStudent(StudentPass pass, StepReport report, double share)
    {
        if (config.Loss.SinsrInverse.Weight > 0)
        {
            using var target = TeacherTarget(pass)!;
            Backward("sinsr inverse", sinSr.Inverse(target, pass.ZT, pass.Batch.Lq), config.Loss.SinsrInverse.Weight);
        }
        if (config.Loss.SinsrGt.Weight > 0)
            Backward("sinsr gt", sinSr.TowardsTruth(pass.ZTruth, pass.Batch.Lq), config.Loss.SinsrGt.Weight);

        void Backward(string name, Tensor loss, double weight)
        {
            report.Add(name, loss);
            (loss * (weight * share)).backward();
        }
    }
}
