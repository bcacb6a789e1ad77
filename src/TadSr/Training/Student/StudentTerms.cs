using TadSr.Configuration;
using TadSr.Losses;

namespace TadSr.Training.Student;

/// <summary>The list of a student's loss terms. A new term is one entry here, with its formula in <see cref="Losses"/>.</summary>
internal static class StudentTerms
{
    /// <summary>Name of the ResNet-18 distance, and of the movement before its taps.</summary>
    public const string ResNet18 = "r18";

    /// <summary>The terms that a configuration turns on, in the order of their gradients' addition. Needs no tensor library.</summary>
    /// <param name="config">The run.</param>
    /// <param name="own">Terms of the caller, which come last.</param>
    public static IReadOnlyList<StudentTerm> Of(TrainConfig config, IReadOnlyList<LossTerm>? own = null)
    {
        var loss = config.Loss;
        List<StudentTerm> all =
        [
            // TAD-SR eq. 6, 8 (or 5) and 11.
            new("distill", loss.Distill.Weight, TermNeeds.Target,
                (_, input, output, _) => DistillationLoss.Compute(output.Leaf, input.Z0Teacher!, loss.Distill.Reduction)),
            .. Score(loss.Score),
            new("gan", config.Gan.Enabled ? config.Gan.Weight : 0, TermNeeds.Features,
                (networks, input, output, _) => networks.Adversary!.GeneratorLoss(input, output.Features)),

            // Beyond the paper: terms that look at pictures.
            new("l1", loss.L1.Weight, TermNeeds.Picture, (_, input, output, _) => PictureL1Loss.Compute(output.Picture!, input.Goal!)),
            new("phase", loss.Phase.Weight, TermNeeds.Picture, (_, input, output, _) => PhaseLoss.Compute(output.Picture!, input.Goal!)),
            .. loss.Perceptual.Where(p => p.Net != PerceptualNet.R18).Select(Lpips),
            .. loss.Perceptual.Where(p => p.Net == PerceptualNet.R18).Select(p => new StudentTerm(ResNet18, p.Weight, TermNeeds.Taps,
                (_, input, output, _) => PictureNetworks.ResNetDistance(output.Taps, input.GoalTaps, p.Taps))),
            new("heads", config.FeatureGan.Ratio, TermNeeds.Heads, (networks, _, output, _) => networks.Heads!.GeneratorLoss(output.Taps))
            {
                Path = TermPath.Share,
                From = config.FeatureGan.Start,
            },

            // SinSR's terms, which ask the student again.
            new("sinsr inverse", loss.SinsrInverse.Weight, TermNeeds.Target,
                (networks, input, _, _) => networks.SinSr().Inverse(input.Z0Teacher!, input.ZT, input.Pairs.Lq)) { Path = TermPath.Network },
            new("sinsr gt", loss.SinsrGt.Weight, TermNeeds.TruthLatent,
                (networks, input, _, _) => networks.SinSr().TowardsTruth(input.Z!, input.Pairs.Lq)) { Path = TermPath.Network },

            .. (own ?? []).Select(Own),
        ];
        return [.. all.Where(term => term.Weight > 0)];
    }

    /// <summary>What a run of a configuration needs over all its iterations.</summary>
    public static TermNeeds NeedsOf(TrainConfig config, IReadOnlyList<LossTerm>? own = null) => Union(Of(config, own).Select(term => term.Needs));

    /// <summary>All needs together.</summary>
    public static TermNeeds Union(IEnumerable<TermNeeds> needs) => needs.Aggregate(TermNeeds.None, (all, some) => all | some);

    private static IEnumerable<StudentTerm> Score(ScoreConfig score)
    {
        if (score.Type == ScoreKind.None)
            return [];
        var towardsTruth = score.Target == ScoreTarget.Gt;
        var needs = TermNeeds.Score | (score.Type == ScoreKind.Sds ? TermNeeds.None : towardsTruth ? TermNeeds.TruthLatent : TermNeeds.Target);
        return [new("score", score.Weight, needs, (networks, input, output, report) =>
        {
            var (lq, noise, t) = (input.Pairs.Lq, input.Draws.NoiseScore!, input.Draws.TimeScore!);
            var direction = score.Type == ScoreKind.Sds
                ? networks.Sds().Direction(output.Leaf, input.ZY, lq, noise, t)
                : networks.Hsd().Direction(output.Leaf, towardsTruth ? input.Z! : input.Z0Teacher!, input.ZY, lq, noise, t);
            // The value of the surrogate means nothing; the size of the direction does.
            report.Add("|score|", direction.abs().mean());
            return HighFrequencyScoreDistillation.Surrogate(output.Leaf, direction);
        })];
    }

    private static StudentTerm Own(LossTerm term)
    {
        var needs = (term.NeedsTeacher ? TermNeeds.Target : TermNeeds.None) | (term.NeedsTruthLatent ? TermNeeds.TruthLatent : TermNeeds.None) |
            (term.NeedsPicture ? TermNeeds.Picture : TermNeeds.None);
        return new(term.Name, term.Weight, needs, (_, input, output, _) => term.Compute(
            new LossInput(output.Leaf, input.ZT, input.ZY, input.Pairs.Lq, input.Z0Teacher, input.Z, output.Picture, input.Goal)));
    }

    private static StudentTerm Lpips(PerceptualConfig term)
    {
        var name = $"lpips {term.Net.ToString().ToLowerInvariant()}";
        return new(name, term.Weight, TermNeeds.Picture,
            (networks, input, output, _) => networks.Pictures!.Lpips(term.Net, output.Picture!, input.Goal!, input.Draws.Movement(name)));
    }
}
