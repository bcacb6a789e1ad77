using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training.Student;

/// <summary>Trains the one-step student (TAD-SR, Algorithm 1). The step itself is <see cref="StudentStep"/>; here is what lasts:
/// state, averages, previews, exports.</summary>
internal sealed class StudentStage : ITrainingStage
{
    private readonly TrainConfig config;
    private readonly DiffusionNetwork student;
    private readonly StudentNetworks networks;
    private readonly StudentStep step;
    private readonly TermNeeds needs;
    private readonly Ema ema;
    private readonly Device device;
    private readonly IReadOnlyList<IDisposable?> owned;

    /// <summary>Takes what <see cref="StudentFactory"/> has built and owns all of it.</summary>
    internal StudentStage(
        TrainConfig config, DiffusionNetwork student, StudentNetworks networks, IReadOnlyList<LossTerm>? terms, IReadOnlyList<Judge> judges, Device device, params IReadOnlyList<IDisposable?> owned)
    {
        (this.config, this.student, this.networks, Judges, this.device, this.owned) = (config, student, networks, judges, device, owned);
        var optimizer = new AdamW(student.named_parameters(), config.Optim);
        Optimizers = new OptimizerSet([("optim", optimizer), .. judges.Select(judge => (judge.OptimizerKey, judge.Optimizer))]);
        ema = new Ema(student.named_parameters(), config.Ema);
        needs = StudentTerms.NeedsOf(config, terms);
        step = new StudentStep(config, networks, StudentTerms.Of(config, terms), judges, optimizer);
    }

    /// <inheritdoc/>
    public OptimizerSet Optimizers { get; }

    /// <summary>The discriminators.</summary>
    internal IReadOnlyList<Judge> Judges { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State =>
        Named("network", student).Concat(ema.State.Select(s => ($"ema.{s.Name}", s.Value)))
            .Concat(Judges.SelectMany(judge => Named(judge.Key, judge.Network)))
            .Concat(Optimizers.State);

    /// <inheritdoc/>
    public StepReport TrainStep(TrainingBatch batch, long iteration)
    {
        var report = new StepReport(iteration, deferred: device.type != DeviceType.CPU);
        var random = new StepRandom((ulong)config.Train.Seed, iteration, device);
        long[] shape = [config.Train.Microbatch, networks.Codec.Channels, batch.Hq.shape[2] / networks.Codec.Factor, batch.Hq.shape[3] / networks.Codec.Factor];
        using var scope = NewDisposeScope();
        step.Run(batch, part => StudentDraws.Draw(random, config, networks.Schedule, needs, part * shape[0], shape), report);
        ema.Update();
        return report;
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Picture)> Preview(TrainingBatch pairs) => ema.WithAverages(() =>
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var zY = ConditionEncoding.Encode(networks.Codec, pairs.Lq, config.Diffusion.Scale);
        var noise = new StepRandom((ulong)config.Train.Seed, 0, device).Noise("preview", zY.shape);
        var zT = new ForwardProcess(networks.Schedule).Prior(zY, noise);
        var picture = networks.Codec.Decode(new OneStepSampler(networks.Schedule).Sample(networks.Student, zT, zY, pairs.Lq));
        return new[] { ("student", picture.MoveToOuterDisposeScope()) };
    });

    /// <inheritdoc/>
    public void Export(string path, long iteration) => ModelExport.Write(path, student, ema, config, "student", iteration);

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizers.Dispose();
        ema.Dispose();
        student.Dispose();
        foreach (var judge in Judges)
            judge.Network.Dispose();
        foreach (var part in owned)
            part?.Dispose();
    }

    private static IEnumerable<(string, Tensor)> Named(string prefix, nn.Module module) =>
        module.named_parameters().Select(p => ($"{prefix}.{p.name}", (Tensor)p.parameter))
            .Concat(module.named_buffers().Where(b => b.buffer.is_floating_point()).Select(b => ($"{prefix}.{b.name}", b.buffer)));
}
