using TadSr.Configuration;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Networks.Vqgan;
using TadSr.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Training;

/// <summary>Trains the latent codec (VQGAN, usual vq-f4 recipe) on the true pictures alone: reconstruction, codebook and, from
/// <c>vqgan.disc_start</c> on, a PatchGAN.</summary>
/// <remarks>The discriminator's step sees the reconstructions from before the codec's step of the same iteration.</remarks>
internal sealed class CodecStage : ITrainingStage
{
    private readonly TrainConfig config;
    private readonly Vqgan network;
    private readonly PatchDiscriminator discriminator;
    private readonly CodecAdversary adversary;
    private readonly ReconstructionLoss reconstructionLoss;
    private readonly AdamW optimizer, optimizerD;
    private readonly Ema ema;
    private readonly ScalarType computeType;
    private readonly Device device;

    /// <summary>Creates the stage. It owns the network and the loss.</summary>
    /// <param name="config">The run.</param>
    /// <param name="network">The codec to train.</param>
    /// <param name="reconstructionLoss">L1 and LPIPS.</param>
    /// <param name="device">Where everything lies.</param>
    public CodecStage(TrainConfig config, Vqgan network, ReconstructionLoss reconstructionLoss, Device device)
    {
        (this.config, this.network, this.reconstructionLoss, this.device) = (config, network, reconstructionLoss, device);
        computeType = ComputeType.Of(config.Train.Precision, device);
        discriminator = new PatchDiscriminator(channels: config.Vqgan.DiscChannels, stridedLayers: config.Vqgan.DiscLayers);
        Initialization.Reset(discriminator, (ulong)config.Train.Seed + 1);
        discriminator.to(device);
        discriminator.train();
        adversary = new CodecAdversary(discriminator, config.Vqgan, computeType);
        optimizer = new AdamW(network.named_parameters(), config.Optim);
        optimizerD = new AdamW(discriminator.named_parameters(), config.OptimD);
        Optimizers = new OptimizerSet(("optim", optimizer), ("optim_d", optimizerD));
        ema = new Ema(network.named_parameters(), config.Ema);
    }

    /// <inheritdoc/>
    public OptimizerSet Optimizers { get; }

    /// <inheritdoc/>
    public IEnumerable<(string Name, Tensor Value)> State =>
        network.named_parameters().Select(p => ($"network.{p.name}", (Tensor)p.parameter))
            .Concat(ema.State.Select(s => ($"ema.{s.Name}", s.Value)))
            .Concat(discriminator.named_parameters().Select(p => ($"discriminator.{p.name}", (Tensor)p.parameter)))
            .Concat(discriminator.named_buffers().Select(b => ($"discriminator.{b.name}", b.buffer)))
            .Concat(Optimizers.State);

    /// <inheritdoc/>
    public StepReport TrainStep(TrainingBatch batch, long iteration)
    {
        var report = new StepReport(iteration, deferred: device.type != DeviceType.CPU);
        var random = new StepRandom((ulong)config.Train.Seed, iteration, device);
        var size = config.Train.Microbatch;
        var count = batch.Count / size;
        Optimizers.ZeroGradients();
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            var image = batch.Hq.narrow(0, i * size, size);
            var (reconstruction, codebookLoss) = network.Train(image, computeType);
            StepCodec(image, reconstruction, codebookLoss, random, i, report, 1.0 / count);
            if (adversary.IsOn(iteration))
                StepDiscriminator(image, reconstruction, report, 1.0 / count);
        }
        OptimizerStep.Run(optimizer, config.Optim, config.Train.Iterations, report);
        if (adversary.IsOn(iteration))
            OptimizerStep.Run(optimizerD, config.OptimD, config.Train.Iterations, report, "grad D");
        ema.Update();
        return report;
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Picture)> Preview(TrainingBatch pairs) => ema.WithAverages(() =>
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new[] { ("codec", network.Decode(network.Encode(pairs.Hq)).MoveToOuterDisposeScope()) };
    });

    /// <inheritdoc/>
    public void Export(string path, long iteration) => ModelExport.Write(path, network, ema, config, "codec", iteration);

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizers.Dispose();
        ema.Dispose();
        discriminator.Dispose();
        reconstructionLoss.Dispose();
        network.Dispose();
    }

    private void StepCodec(Tensor image, Tensor reconstruction, Tensor codebookLoss, StepRandom random, long microbatch, StepReport report, double share)
    {
        var leaf = reconstruction.detach().requires_grad_(true);
        var sum = new GradientSum(leaf, report);
        reconstructionLoss.AddTo(sum, leaf, image, random.Counter($"perceptual {microbatch}"));
        if (adversary.IsOn(report.Iteration))
        {
            var gan = new GradientSum(leaf, report);
            gan.Add("gan", 1, () => adversary.GeneratorLoss(leaf));
            var weight = adversary.AdaptiveWeight(reconstruction, network.LastWeight, sum.Total, gan.Total);
            report.Add("gan weight", weight);
            GradientSum.AddScaled(sum.Total, gan.Total, weight);
        }
        report.Add("codebook", codebookLoss);
        // Its gradient at the reconstruction is the sum; one pass serves decoder and codebook.
        var surrogate = (reconstruction * sum.Total).sum() + codebookLoss * config.Vqgan.CodebookWeight;
        (surrogate * share).backward();
    }

    private void StepDiscriminator(Tensor image, Tensor reconstruction, StepReport report, double share)
    {
        var loss = adversary.DiscriminatorLoss(image, reconstruction);
        report.Add("D", loss);
        (loss * share).backward();
    }
}
