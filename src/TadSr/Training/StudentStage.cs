using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Trains the one-step student (TAD-SR, Algorithm 1): discriminators first, then the student with distillation (eq. 6),
/// score distillation (eq. 8) and the adversarial term (eq. 11).</summary>
public sealed class StudentStage : ITrainingStage
{
    private readonly TrainConfig config;
    private readonly DiffusionNetwork student;
    private readonly DiffusionNetwork? teacher;
    private readonly ILatentCodec codec;
    private readonly EtaSchedule schedule;
    private readonly ForwardProcess forward;
    private readonly NetworkDenoiser studentDenoiser;
    private readonly StudentObjective objective;
    private readonly TimeAwareDiscriminator? discriminator;
    private readonly PictureTerms pictures;
    private readonly AdamW optimizer;
    private readonly AdamW? optimizerD, optimizerHeads;
    private readonly Ema ema;
    private readonly Device device;

    /// <summary>Creates the stage. It owns networks, codec and picture terms.</summary>
    /// <param name="config">The run.</param>
    /// <param name="student">The network to train.</param>
    /// <param name="teacher">The frozen teacher; null where no term asks it.</param>
    /// <param name="codec">The frozen codec.</param>
    /// <param name="pictures">The terms that look at pictures.</param>
    /// <param name="device">Where everything lies.</param>
    public StudentStage(TrainConfig config, DiffusionNetwork student, DiffusionNetwork? teacher, ILatentCodec codec, PictureTerms pictures, Device device)
    {
        (this.config, this.student, this.teacher, this.codec, this.pictures, this.device) = (config, student, teacher, codec, pictures, device);
        if (config.UsesTeacher)
            ArgumentNullException.ThrowIfNull(teacher);
        foreach (var parameter in teacher?.parameters() ?? [])
            parameter.requires_grad_(false);
        teacher?.eval();
        schedule = new EtaSchedule(config.Diffusion);
        forward = new ForwardProcess(schedule);
        var scaling = new InputScaling(schedule);
        var type = ComputeType.Of(config.Train.Precision, device);
        studentDenoiser = new NetworkDenoiser(student, scaling, type);
        var teacherDenoiser = teacher is null ? null : new NetworkDenoiser(teacher, scaling, type);
        optimizer = new AdamW(student.named_parameters(), config.Optim);
        var optimizers = new List<(string, AdamW)> { ("optim", optimizer) };
        if (config.Gan.Enabled)
        {
            discriminator = new TimeAwareDiscriminator(teacher!.FeatureChannels, config.Gan.EmbedDim, config.Gan.LogitsPerPosition, config.Gan.TimeAware);
            Initialization.Reset(discriminator, (ulong)config.Train.Seed + 1);
            discriminator.to(device);
            optimizerD = new AdamW(discriminator.named_parameters(), config.OptimD);
            optimizers.Add(("optim_d", optimizerD));
        }
        if (pictures.Heads is { } heads)
        {
            optimizerHeads = new AdamW(heads.named_parameters(), config.OptimD);
            optimizers.Add(("optim_heads", optimizerHeads));
        }
        Optimizers = new OptimizerSet(optimizers);
        ema = new Ema(student.named_parameters(), config.Ema);
        var adversary = discriminator is null ? null : new LatentAdversary(teacherDenoiser!.EncoderFeatures, discriminator, schedule, config.Gan);
        objective = new StudentObjective(config, schedule, teacherDenoiser, adversary, (x, t, lq) => student.forward(x.to_type(type), t, lq.to_type(type)).to_type(x.dtype));
    }

    /// <inheritdoc/>
    public OptimizerSet Optimizers { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State
    {
        get
        {
            var state = Named("network", student).Concat(ema.State.Select(s => ($"ema.{s.Name}", s.Value)));
            if (discriminator is not null)
                state = state.Concat(Named("discriminator", discriminator));
            if (pictures.Heads is not null)
                state = state.Concat(Named("heads", pictures.Heads));
            return state.Concat(Optimizers.State);
        }
    }

    /// <inheritdoc/>
    public StepReport TrainStep(TrainingBatch batch, long iteration)
    {
        var report = new StepReport(iteration, deferred: device.type != DeviceType.CPU);
        var random = new StepRandom((ulong)config.Train.Seed, iteration, device);
        var size = config.Train.Microbatch;
        var count = batch.Count / size;
        using var stepScope = NewDisposeScope();
        Optimizers.ZeroGradients();

        // Discriminators first. With one microbatch the student's pass and the fake features are kept for the generator.
        StudentPass? kept = null;
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var pass = Forward(batch.Slice(i * size, size), random, i, iteration, withGraph: count == 1);
            StepDiscriminators(pass, report, iteration, 1.0 / count);
            kept = count == 1 ? pass.MoveToOuterScope() : null;
        }
        if (optimizerD is not null)
            OptimizerStep.Run(optimizerD, config.OptimD, config.Train.Iterations, report, "grad D");
        if (optimizerHeads is not null && HeadsAreOn(iteration))
            OptimizerStep.Run(optimizerHeads, config.OptimD, config.Train.Iterations, report, "grad heads");
        optimizerD?.ZeroGradients();
        optimizerHeads?.ZeroGradients();

        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var pass = kept ?? Forward(batch.Slice(i * size, size), random, i, iteration, withGraph: true);
            StepStudent(pass, random, i, report, iteration, 1.0 / count);
        }
        OptimizerStep.Run(optimizer, config.Optim, config.Train.Iterations, report);
        ema.Update();
        return report;
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Picture)> Preview(TrainingBatch pairs) => ema.WithAverages(() =>
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var zY = LatentPairs.EncodeCondition(codec, pairs.Lq, config.Diffusion.Scale);
        var zT = forward.Prior(zY, new StepRandom((ulong)config.Train.Seed, 0, device).Noise("preview", zY.shape));
        var z0 = codec.Decode(new OneStepSampler(schedule).Sample(studentDenoiser, zT, zY, pairs.Lq));
        return new[] { ("student", z0.MoveToOuterDisposeScope()) };
    });

    /// <inheritdoc/>
    public void Export(string path, long iteration) => ModelExport.Write(path, student, ema, config, "student", iteration);

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizers.Dispose();
        ema.Dispose();
        discriminator?.Dispose();
        pictures.Dispose();
        student.Dispose();
        teacher?.Dispose();
        codec.Dispose();
    }

    private StudentPass Forward(TrainingBatch part, StepRandom random, long microbatch, long iteration, bool withGraph)
    {
        var zY = LatentPairs.EncodeCondition(codec, part.Lq, config.Diffusion.Scale);
        var zTruth = LatentPairs.EncodeTruth(codec, part.Hq);
        var draws = StudentDraws.Draw(random, config, schedule, zY.shape, microbatch);
        var zT = forward.Prior(zY, draws.NoiseT);
        Tensor z0;
        using (set_grad_enabled(withGraph))
            z0 = studentDenoiser.PredictX0(zT, schedule.Time(schedule.Steps - 1, part.Count, device), part.Lq);
        var leaf = z0.detach().requires_grad_(true);
        var features = objective.FakeFeatures(leaf, zY, part.Lq, draws);
        var truth = (part.Hq + 1) / 2;
        var taps = HeadsAreOn(iteration) || config.Loss.Perceptual.Count > 0
            ? pictures.Taps(Picture(leaf), truth, random.Counter($"r18 {microbatch}"))
            : null;
        return new StudentPass(part, zY, zTruth, zT, draws, z0, leaf, features, truth, taps);
    }

    private void StepDiscriminators(StudentPass pass, StepReport report, long iteration, double share)
    {
        if (optimizerD is not null)
        {
            using var scope = NewDisposeScope();
            var loss = objective.DiscriminatorLoss(pass);
            report.Add("D", loss);
            (loss * share).backward();
        }
        if (pass.Taps is { } taps && HeadsAreOn(iteration))
        {
            using var scope = NewDisposeScope();
            var loss = pictures.HeadsLoss(taps.Fake, taps.Real);
            report.Add("D heads", loss);
            (loss * share).backward();
        }
    }

    private void StepStudent(StudentPass pass, StepRandom random, long microbatch, StepReport report, long iteration, double share)
    {
        var sum = new GradientSum(pass.Leaf, report);
        objective.AddTo(sum, pass, report);
        pictures.AddTo(sum, () => Picture(pass.Leaf), pass.Truth, pass.Taps, random, microbatch, HeadsAreOn(iteration));
        pass.Z0.backward([sum.Total * share]);
        objective.BackwardThroughStudent(pass, report, share);
    }

    private bool HeadsAreOn(long iteration) => optimizerHeads is not null && iteration >= config.FeatureGan.Start;

    private Tensor Picture(Tensor z0) => (codec.Decode(z0) + 1) / 2;

    private static IEnumerable<(string, Tensor)> Named(string prefix, nn.Module module) =>
        module.named_parameters().Select(p => ($"{prefix}.{p.name}", (Tensor)p.parameter))
            .Concat(module.named_buffers().Where(b => b.buffer.is_floating_point()).Select(b => ($"{prefix}.{b.name}", b.buffer)));
}
