using TadSr.Configuration;
using TadSr.Losses;
using TadSr.Models;
using TadSr.Networks;
using TadSr.Networks.Adversarial;
using TadSr.Networks.Layers;
using TadSr.Runtime;
using TadSr.Training;
using TadSr.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace TadSr.Benchmarks;

/// <summary>A whole step of the preset lite/student with everything on, and the passes through its networks alone on tensors of
/// the same sizes: what is left is the share of everything else (losses, draws, optimisers, averages).</summary>
internal static class StudentStepBenchmark
{
    private const int Warmup = 2;

    public static void Run(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("tadsr-benchmark");
        try
        {
            var teacher = Path.Combine(folder.FullName, "teacher.safetensors");
            // The pictures are not moved: a movement may halve them, and steps would differ.
            var config = TrainConfig.Load(
                PresetFile.Find("lite/student"), NetworkFamilies.Trainable, $"teacher.checkpoint={teacher}",
                "loss.perceptual=[{net: squeeze, weight: 0.25, augment: false}, {net: r18, weight: 3, taps: [0, 1, 2, 3], augment: false}]");
            using (var stage = StageFactory.Create(TrainConfig.Load(PresetFile.Find("lite/teacher"), NetworkFamilies.Trainable), new WeightStore(), CPU))
                stage.Export(teacher, 0);
            Measure(config, teacher, rounds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(TrainConfig config, string teacher, int rounds)
    {
        using var scope = NewDisposeScope();
        var (count, side) = (config.Train.Batch, config.Data.Crop);
        var batch = new TrainingBatch(rand(count, 3, side / 4, side / 4) * 2 - 1, rand(count, 3, side, side) * 2 - 1);
        using var stage = StageFactory.Create(config, new WeightStore(), CPU);
        var passes = Passes(config, teacher, batch);
        var whole = new List<double>();
        var alone = passes.Select(_ => new List<double>()).ToList();
        for (var round = -Warmup; round < rounds; round++)
        {
            var step = Time(() => stage.TrainStep(batch, config.FeatureGan.Start + Warmup + round));
            var times = passes.Select(pass => Time(pass.Run)).ToList();
            if (round < 0)
                continue;
            whole.Add(step);
            for (var i = 0; i < times.Count; i++)
                alone[i].Add(times[i]);
        }
        Console.WriteLine($"lite/student, batch {count}, crop {side}, {ComputeType.Of(config.Train.Precision, CPU)}, one thread, {rounds} rounds; milliseconds of processor time");
        // Step and passes of a round follow each other, so that a busy moment meets both; the least times are those of a quiet one.
        var shares = whole.Select((step, round) => Share(step, alone.Sum(times => times[round]))).ToList();
        Console.WriteLine($"least: step {whole.Min():0}, {string.Join(", ", passes.Zip(alone, (pass, times) => $"{pass.Name} {times.Min():0}"))}");
        Console.WriteLine($"outside the networks: {Median(shares):0.0} % of the step (median of the rounds); {Share(whole.Min(), alone.Sum(times => times.Min())):0.0} % (least times)");

        static double Share(double step, double networks) => 100 * (1 - networks / step);
    }

    private static List<(string Name, Action Run)> Passes(TrainConfig config, string file, TrainingBatch batch)
    {
        var type = ComputeType.Of(config.Train.Precision, CPU);
        var (count, small) = (batch.Count, batch.Lq.shape[2]);
        var student = Network(file, trains: true);
        var teacher = Network(file, trains: false);
        var discriminator = new TimeAwareDiscriminator(teacher.FeatureChannels, config.Gan.EmbedDim, config.Gan.LogitsPerPosition);
        var squeeze = new PerceptualWeights(new WeightStore()).LoadLpips("squeeze").Trunk;
        var resNet = new PerceptualWeights(new WeightStore()).LoadResNet18();
        var heads = new FeatureHeads([.. config.FeatureGan.Taps.Select(k => resNet.TapChannels[k])]);
        Initialization.Reset(discriminator, 1);
        Initialization.Reset(heads, 2);
        Tensor x = randn(count, 48, small, small).to_type(type), lq = batch.Lq.to_type(type), t = zeros(count, ScalarType.Int64);
        var gradient = randn(count, 48, small, small).to_type(type);
        var picture = rand(count, 3, 4 * small, 4 * small);

        void Student() => student.forward(x, t, lq).backward([gradient]);

        void Teacher()
        {
            using var noGrad = no_grad();
            var forwards = config.Diffusion.Steps + (config.Loss.Score.Type == ScoreKind.Hsd ? 2 : 1);
            for (var i = 0; i < forwards; i++)
            {
                using var scope = NewDisposeScope();
                teacher.forward(x, t, lq);
            }
        }

        void Adversary()
        {
            IReadOnlyList<Tensor> real;
            using (no_grad())
                real = teacher.EncoderFeatures(x, t, lq);
            var leaf = x.detach().requires_grad_(true);
            var fake = teacher.EncoderFeatures(leaf, t, lq);
            TimeAwareHingeGan.Discriminator(discriminator.Forward(real, t), discriminator.Forward([.. fake.Select(f => f.detach())], t), config.Gan.Reduction).backward();
            autograd.grad([TimeAwareHingeGan.Generator(discriminator.Forward(fake, t), config.Gan.Reduction)], [leaf]);
        }

        void Squeeze()
        {
            var leaf = picture.detach().requires_grad_(true);
            squeeze.Taps(picture, type);
            var taps = squeeze.Taps(leaf, type);
            autograd.grad([.. taps], [leaf], [.. taps.Select(tap => ones_like(tap))]);
        }

        void ResNet()
        {
            IReadOnlyList<Tensor> real;
            using (no_grad())
                real = resNet.Taps(picture, type);
            var leaf = picture.detach().requires_grad_(true);
            var taps = resNet.Taps(leaf, type);
            TimeAwareHingeGan.Discriminator(heads.Forward(real), heads.Forward([.. taps.Select(f => f.detach())]), GanReduction.MeanHeads).backward();
            autograd.grad([.. taps], [leaf], [.. taps.Select(tap => ones_like(tap))], true);
            autograd.grad([TimeAwareHingeGan.Generator(heads.Forward(taps), GanReduction.MeanHeads)], [leaf]);
        }

        return [("student", Student), ("teacher", Teacher), ("features and discriminator", Adversary), ("squeeze", Squeeze), ("resnet18 and heads", ResNet)];
    }

    private static DiffusionNetwork Network(string file, bool trains)
    {
        var network = ModelFile.Load(file).Network;
        foreach (var parameter in network.parameters())
            parameter.requires_grad_(trains);
        return network;
    }

    // Processor time, in which other programs hardly count.
    private static double Time(Action action)
    {
        using var scope = NewDisposeScope();
        var before = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
