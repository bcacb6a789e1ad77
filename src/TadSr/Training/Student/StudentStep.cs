using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>One iteration of TAD-SR's Algorithm 1, in its order and with its symbols: f is the student, F the teacher. Step 1,
/// f = F, is <see cref="StageFactory"/>'s.</summary>
/// <remarks>Parts of train.microbatch samples are accumulated. A single part keeps the student's graph from step 3 to step 5.
/// Several parts would hold all graphs of the batch: there, step 4 asks the student without a graph and step 5 asks it again,
/// so that one part's graph is held at a time, at the price of a second forward through the student and the features of its
/// result. Encoded latents, draws, z0_tch and the truth's features are made once in either case.</remarks>
/// <param name="config">The run.</param>
/// <param name="networks">What the step asks.</param>
/// <param name="terms">The terms of the student's loss.</param>
/// <param name="judges">The discriminators.</param>
/// <param name="optimizer">Moves the student.</param>
internal sealed class StudentStep(
    TrainConfig config, StudentNetworks networks, IReadOnlyList<StudentTerm> terms, IReadOnlyList<Judge> judges, AdamW optimizer)
{
    private readonly EtaSchedule schedule = networks.Schedule;
    private readonly ForwardProcess forward = new(networks.Schedule);

    /// <summary>Runs it, from forgotten gradients to moved parameters.</summary>
    /// <param name="batch">(x, y), all samples of the iteration.</param>
    /// <param name="draws">The random numbers of a part by its index.</param>
    /// <param name="report">Receives losses and norms; knows the iteration.</param>
    public void Run(TrainingBatch batch, Func<int, StudentDraws> draws, StepReport report)
    {
        using var scope = NewDisposeScope();
        var present = terms.Where(term => term.From <= report.Iteration).ToList();
        var judging = judges.Where(judge => judge.From <= report.Iteration).ToList();
        var parts = batch.Split(config.Train.Microbatch);
        var share = 1.0 / parts.Count;
        optimizer.ZeroGradients();

        // Steps 2 and 3: epsilon, z_T, z0_tch = F(z_T, y, T) and z0_stu = f(z_T, y, T).
        var needs = StudentTerms.Union(present.Select(term => term.Needs));
        var inputs = parts.Select((pairs, i) => Begin(pairs, draws(i), needs)).ToList();
        var kept = parts.Count == 1 ? Predict(inputs[0], needs, withGraph: true) : null;

        // Step 4: D first.
        foreach (var input in judging.Count > 0 ? inputs : [])
        {
            using var part = NewDisposeScope();
            AddToJudges(judging, input, kept ?? Predict(input, StudentTerms.Union(judging.Select(judge => judge.Needs)), withGraph: false), share, report);
        }
        foreach (var judge in judging)
        {
            OptimizerStep.Run(judge.Optimizer, config.OptimD, config.Train.Iterations, report, $"grad {judge.Name}");
            judge.Optimizer.ZeroGradients();
        }

        // Step 5: f, against the D that has just moved.
        foreach (var input in inputs)
        {
            using var part = NewDisposeScope();
            AddToStudent(present, input, kept ?? Predict(input, needs, withGraph: true), share, report);
        }
        OptimizerStep.Run(optimizer, config.Optim, config.Train.Iterations, report);
    }

    /// <summary>Step 2, with z_T around z_y or, as eq. 1 has it, with what is left of z; and the teacher's half of step 3.</summary>
    internal StudentInput Begin(TrainingBatch pairs, StudentDraws draws, TermNeeds needs)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var zY = ConditionEncoding.Encode(networks.Codec, pairs.Lq, config.Diffusion.Scale);
        var fromTruth = config.Loss.Start == StudentStart.Forward;
        var z = fromTruth || needs.HasFlag(TermNeeds.TruthLatent) ? networks.Codec.Encode(pairs.Hq) : null;
        var zT = fromTruth ? forward.Sample(z!, zY, schedule.Time(schedule.Steps - 1, pairs.Count, zY.device), draws.NoiseT) : forward.Prior(zY, draws.NoiseT);
        ISampler steps = config.Teacher.Sampler == SamplerKind.Ddim ? new DeterministicSampler(schedule) : new StochasticSampler(schedule, draws.TeacherNoise);
        var z0Teacher = needs.HasFlag(TermNeeds.Target) ? steps.Sample(networks.Teacher!, zT, zY, pairs.Lq) : null;
        var goal = needs.HasFlag(TermNeeds.Picture) ? ((pairs.Goal ?? pairs.Hq) + 1) / 2 : null;
        var taps = needs.HasFlag(TermNeeds.Taps) ? networks.Pictures!.Taps(goal!, draws.Movement(StudentTerms.ResNet18)) : [];
        var truthTaps = needs.HasFlag(TermNeeds.Heads) && pairs.Goal is not null ? networks.Pictures!.Taps((pairs.Hq + 1) / 2, draws.Movement(StudentTerms.ResNet18)) : [];
        return new StudentInput(pairs, draws, zY, z, zT, z0Teacher, goal, taps, truthTaps).MoveToOuterScope();
    }

    /// <summary>The student's half of step 3, and what judges and terms see of z0_stu: F_k of z_t (eq. 9), the picture, its taps.</summary>
    internal StudentOutput Predict(StudentInput input, TermNeeds needs, bool withGraph)
    {
        using var scope = NewDisposeScope();
        using var gradients = set_grad_enabled(withGraph);
        var z0 = new OneStepSampler(schedule).Sample(networks.Student, input.ZT, input.ZY, input.Pairs.Lq);
        var leaf = z0.detach().requires_grad_(withGraph);
        var features = needs.HasFlag(TermNeeds.Features) ? networks.Adversary!.Features(leaf, input) : [];
        var picture = needs.HasFlag(TermNeeds.Picture) ? (networks.Codec.Decode(leaf) + 1) / 2 : null;
        var taps = needs.HasFlag(TermNeeds.Taps) ? networks.Pictures!.Taps(picture!, input.Draws.Movement(StudentTerms.ResNet18)) : [];
        return new StudentOutput(z0, leaf, features, picture, taps).MoveToOuterScope();
    }

    /// <summary>Step 4: the gradient of eq. 12 for every discriminator.</summary>
    internal static void AddToJudges(IReadOnlyList<Judge> judging, StudentInput input, StudentOutput output, double share, StepReport report)
    {
        foreach (var judge in judging)
        {
            using var scope = NewDisposeScope();
            var loss = judge.Loss(input, output);
            report.Add(judge.Name, loss);
            (loss * share).backward();
        }
    }

    /// <summary>Step 5: the gradient of eq. 13 at z0_stu, term by term, and once through f; then what asks f at another place.</summary>
    internal GradientSum AddToStudent(IReadOnlyList<StudentTerm> present, StudentInput input, StudentOutput output, double share, StepReport report)
    {
        var sum = new GradientSum(output.Leaf, report);
        foreach (var (i, term) in present.Index().Where(t => t.Item.Path != TermPath.Network))
        {
            // The decoded picture's graph serves several terms.
            var shared = present.Skip(i + 1).Any(later => (later.Needs & term.Needs).HasFlag(TermNeeds.Picture));
            sum.Add(term.Name, term.Weight, () => term.Compute(networks, input, output, report), shared, asShare: term.Path == TermPath.Share);
        }
        output.Z0.backward([sum.Total * share]);
        foreach (var term in present.Where(t => t.Path == TermPath.Network))
        {
            using var scope = NewDisposeScope();
            var loss = term.Compute(networks, input, output, report);
            report.Add(term.Name, loss);
            (loss * (term.Weight * share)).backward();
        }
        return sum;
    }
}
