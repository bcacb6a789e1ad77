using TadSr.Codecs;
using TadSr.Configuration;
using TadSr.Diffusion;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Trains the multi-step teacher (ResShift): mean squared error of the predicted z_0 at a random time (TAD-SR eq. 4
/// with the weight dropped).</summary>
internal sealed class TeacherStage : ITrainingStage
{
    private readonly TrainConfig config;
    private readonly DiffusionNetwork network;
    private readonly ILatentCodec codec;
    private readonly EtaSchedule schedule;
    private readonly ForwardProcess forward;
    private readonly NetworkDenoiser denoiser;
    private readonly AdamW optimizer;
    private readonly Ema ema;
    private readonly Device device;

    /// <summary>Creates the stage. It owns the network and the codec.</summary>
    public TeacherStage(TrainConfig config, DiffusionNetwork network, ILatentCodec codec, Device device)
    {
        this.config = config;
        this.network = network;
        this.codec = codec;
        this.device = device;
        schedule = new EtaSchedule(config.Diffusion);
        forward = new ForwardProcess(schedule);
        denoiser = new NetworkDenoiser(network, new InputScaling(schedule), ComputeType.Of(config.Train.Precision, device));
        optimizer = new AdamW(network.named_parameters(), config.Optim);
        ema = new Ema(network.named_parameters(), config.Ema);
        Optimizers = new OptimizerSet(("optim", optimizer));
    }

    /// <inheritdoc/>
    public OptimizerSet Optimizers { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State =>
        network.named_parameters().Select(p => ($"network.{p.name}", (Tensor)p.parameter))
            .Concat(ema.State.Select(s => ($"ema.{s.Name}", s.Value)))
            .Concat(Optimizers.State);

    /// <inheritdoc/>
    public StepReport TrainStep(TrainingBatch batch, long iteration)
    {
        var report = new StepReport(iteration, deferred: device.type != DeviceType.CPU);
        var random = new StepRandom((ulong)config.Train.Seed, iteration, device);
        Optimizers.ZeroGradients();
        var size = config.Train.Microbatch;
        var count = batch.Count / size;
        using var stepScope = NewDisposeScope();
        // Drawn for the whole batch, so that a sample's time and noise do not depend on the microbatch.
        var times = random.Times("t 0", batch.Count, schedule.Steps);
        var noise = random.Noise("noise 0", [batch.Count, codec.Channels, batch.Hq.shape[2] / codec.Factor, batch.Hq.shape[3] / codec.Factor]);
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var part = batch.Slice(i * size, size);
            var zY = ConditionEncoding.Encode(codec, part.Lq, config.Diffusion.Scale);
            var z0 = codec.Encode(part.Hq);
            var t = times.narrow(0, i * size, size);
            var zt = forward.Sample(z0, zY, t, noise.narrow(0, i * size, size));
            var loss = (denoiser.PredictX0(zt, t, part.Lq) - z0).square().mean();
            report.Add("mse", loss);
            (loss / count).backward();
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
        var zY = ConditionEncoding.Encode(codec, pairs.Lq, config.Diffusion.Scale);
        var noise = new StepRandom((ulong)config.Train.Seed, 0, device).Noise("preview", zY.shape);
        var zT = forward.Prior(zY, noise);
        var one = codec.Decode(new OneStepSampler(schedule).Sample(denoiser, zT, zY, pairs.Lq));
        var loop = codec.Decode(new DeterministicSampler(schedule).Sample(denoiser, zT, zY, pairs.Lq));
        return new[] { ("one step", one.MoveToOuterDisposeScope()), ($"{schedule.Steps} steps", loop.MoveToOuterDisposeScope()) };
    });

    /// <inheritdoc/>
    public void Export(string path, long iteration) => ModelExport.Write(path, network, ema, config, "teacher", iteration);

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizers.Dispose();
        ema.Dispose();
        network.Dispose();
        codec.Dispose();
    }
}
